Feature: Changing what is journaled
  A change holds for the copies that are made after it. What is in the queue keeps the address it was queued for.

  Rule: A new default address gets the copies that are made from now on

    @POLICY-9
    Scenario: The default message intake address is changed
      When a message is sent to the Default policy
      And 2 seconds pass
      And the default message intake address becomes that of the Custom account
      And another message is sent to the Default policy
      Then the Default account has exactly 1 copy of message 1 within 2 seconds
      And the Custom account has exactly 1 copy of message 2 within 2 seconds
      And the Default account has exactly 0 copies of message 2 within 2 seconds

    @POLICY-9
    Scenario: A policy with an address of its own keeps it
      When the default message intake address becomes that of the second Custom account
      And a message is sent to the Custom policy
      Then the Custom account has exactly 1 copy of the message within 2 seconds

  Rule: Switching off stops later copies, and spares those in the queue

    @POLICY-10 @waits
    Scenario: Copies are under way
      Given the intake takes 20 seconds to answer at end of data every time
      When 2 messages are sent to the Default policy
      And 2 seconds pass
      And the connector of the Default policy is switched off
      And another message is sent to the Default policy
      Then the Default account has exactly 1 copy of message 1 within 30 seconds
      And the Default account has exactly 1 copy of message 2 within 30 seconds
      And the Default account has exactly 0 copies of message 3 within 30 seconds

    @POLICY-10 @waits
    Scenario: A copy waits for its retry
      Given the intake answers "451 4.3.0 later" at RCPT TO once
      When a message is sent to the Default policy
      And 2 seconds pass
      And the connector of the Default policy is switched off
      And another message is sent to the Default policy
      Then the Default account has exactly 1 copy of message 1 within 110 seconds
      And the Default account has exactly 0 copies of message 2 within 10 seconds

    @POLICY-10
    Scenario: The other policies go on
      When the connector of the Default policy is switched off
      And one message is sent to recipients of these policies:
        | Default |
        | Custom  |
      Then the Custom account has exactly 1 copy of the message within 5 seconds
      And the Default account has exactly 0 copies of the message within 5 seconds

  Rule: Default stands for an address, so there must be one

    @POLICY-11
    Scenario: A policy is set to Default while there is no default address
      Given there is no default message intake address, and no policy uses it
      When somebody sets the Custom policy to Default
      Then this is refused with an error that names the default message intake address

    @POLICY-11
    Scenario: What was refused changes nothing
      Given there is no default message intake address, and no policy uses it
      When somebody sets the Custom policy to Default
      And a message is sent to the Custom policy
      Then the Custom account has exactly 1 copy of the message within 5 seconds

    @POLICY-11
    Scenario: The Default Policy is set to Default while there is no default address
      Given there is no default message intake address, and no policy uses it
      When somebody lets the Default Policy forward to the Default account
      Then this is refused with an error that names the default message intake address

    @POLICY-11
    Scenario: The address is taken away while a policy uses it
      When somebody takes the default message intake address away
      And a message is sent to the Default policy
      Then this is refused with an error that names the default message intake address
      And the Default account has exactly 1 copy of the message within 5 seconds
