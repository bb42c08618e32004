@browser
Feature: Setting up an account of SETD
  A wizard asks four questions, and gives the message intake address that is entered on the gateway. The mock of SETD is what is
  judged here: where it fails, nothing is said of the system under test.

  Rule: Four steps in a fixed order, none of which can be left out; the address comes after the last

    @SETUP-1 @SETUP-2
    Scenario: The wizard is left, entered again, loaded anew, answered out of turn, and gone through
      Given the account east is yet to be set up
      When somebody opens the address of the last step for east
      Then the wizard of east asks "Step 1 of 4", and shows no address
      When somebody continues in the wizard of east
      And somebody continues in the wizard of east
      Then the wizard of east asks "Step 3 of 4", and shows no address
      When somebody follows the link to Policy and looks for east
      And somebody goes back in the browser in the wizard of east
      Then the wizard of east asks "Step 3 of 4", and shows no address
      When a program answers "the usual one for authentication" for east
      Then the answer is refused as not asked for yet
      When somebody loads the page anew in the wizard of east
      Then the wizard of east asks "Step 3 of 4", and shows no address
      When somebody goes a step back in the wizard of east
      And somebody goes a step back in the wizard of east
      Then the wizard of east asks "Step 1 of 4", and shows no address
      When somebody goes through the wizard of east from there
      Then the wizard of east asked, in this order:
        | question                           | takes                                  | does not offer               |
        | Is a Secure Email Gateway present? | Yes, a Secure Email Gateway is present | No                           |
        | Which gateway is it?               | Cisco SEG                              | Another gateway              |
        | Which direction do messages have?  | Incoming                               | Outgoing, Internal           |
        | How may messages be acted upon?    | No authentication                      | Microsoft 365 authentication |
      And the message intake address of east was nowhere in the browser before the last step

  Rule: The address is found again under Policy, each account's own; mail to one that was never issued is refused

    @SETUP-3 @SETUP-4 @SETUP-5
    Scenario: Two accounts are set up, and mail is offered to addresses near theirs
      Given the accounts east and west are yet to be set up
      When somebody goes through the set-up wizard of east
      And then through that of west
      And somebody loads Policy anew and looks for east and west
      Then Policy shows the addresses that the wizards of east and west gave
      And Policy shows incoming mail only for west, and the header "X-IronPort-RemoteIP"
      And the addresses of east and west tell nothing of the accounts or of each other
      When mail is offered to addresses near that of east, which nobody issued
      Then each of the addresses near that of east was refused with 550 5.1.1
      When the copy of a message to the Default policy has been delivered
      And somebody follows the link to Messages for all accounts, which have message 1
      Then all accounts together list message 1 and no other

  Rule: A gateway as the source means incoming mail only, and a header that names its client

    @SETUP-4
    Scenario: An account with a header of its own, and one with the usual header
      Given the account east is yet to be set up
      When somebody goes through the set-up wizard of east, naming the header "X-Client-Address"
      And somebody follows the link to Policy and looks for east and secondary
      Then Policy shows incoming mail only for east, and the header "X-Client-Address"
      And Policy shows incoming mail only for secondary, and the header "X-IronPort-RemoteIP"
      Given the Default policy forwards to the address that east was given
      When one message with "X-Client-Address: 203.0.113.66" in its header is sent to the Default and the Custom policy
      And the 2 copies of the message have come
      And somebody looks at each copy of the message on the dashboard
      Then the copy for east shows the client of its field "X-Client-Address"
      And the copy for secondary shows the client of its field "X-IronPort-RemoteIP"
