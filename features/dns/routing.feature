Feature: Finding the intake
  The domain of the intake address is routed like any mail domain: by MX, lowest preference first.

  Rule: The MX host with the lowest preference comes first

    @DNS-1
    Scenario Outline: <first> before <second>
      Given the intake domain has these MX hosts:
        | preference          | host     |
        | <second preference> | <second> |
        | <first preference>  | <first>  |
      When a message is sent to the Default policy
      Then the copy is delivered exactly once within 10 seconds
      And the copy came to "<first>"

    Examples:
      | first | first preference | second | second preference |
      | mx1   | 10               | mx2    | 20                |
      | mx2   | 5                | mx1    | 10                |
      | mx3   | 0                | mx1    | 65535             |

  Rule: A host that cannot be reached hands over to the next, within one attempt

    @DNS-2
    Scenario: The first host refuses connections
      Given the intake domain has these MX hosts:
        | preference | host |
        | 10         | mx1  |
        | 20         | mx2  |
      And the host "mx1" refuses connections every time
      When a message is sent to the Default policy
      Then the copy is delivered exactly once within 10 seconds
      And the copy came to "mx2"

    @DNS-2
    Scenario: The first host drops every connection at once
      Given the intake domain has these MX hosts:
        | preference | host |
        | 10         | mx1  |
        | 20         | mx2  |
      And the host "mx1" resets the connection at connect
      When a message is sent to the Default policy
      Then the copy is delivered exactly once within 10 seconds
      And the copy came to "mx2"

    @DNS-2
    Scenario: Two hosts refuse, the third takes the copy
      Given the intake domain has these MX hosts:
        | preference | host |
        | 10         | mx1  |
        | 20         | mx2  |
        | 30         | mx3  |
      And the host "mx1" refuses connections every time
      And the host "mx2" refuses connections every time
      When a message is sent to the Default policy
      Then the copy is delivered exactly once within 10 seconds
      And the copy came to "mx3"

    @DNS-2 @waits
    Scenario: The first host falls silent
      Given a system that waits 20 seconds for a reply
      And the intake domain has these MX hosts:
        | preference | host |
        | 10         | mx1  |
        | 20         | mx2  |
      And the host "mx1" falls silent at greeting
      When a message is sent to the Default policy
      Then the copy is delivered exactly once within 60 seconds
      And the copy came to "mx2"

    # The intake at the other address shows the certificate of another host.
    @DNS-2
    Scenario: The first address of a host refuses, its second takes the copy
      Given a system that does not verify certificates
      And the host "mx1" has the address of "mx2" as its second
      And the host "mx1" refuses connections every time
      When a message is sent to the Default policy
      Then the copy is delivered exactly once within 10 seconds
      And the copy came to "mx2"

  Rule: Without MX the address of the domain is used, and a null MX means no mail

    @DNS-3
    Scenario: There is no MX but an address
      Given the intake domain has no MX record but an address
      When a message is sent to the Default policy
      Then the copy is delivered exactly once within 10 seconds

    # The intake at that address shows the certificate of another host.
    @DNS-3
    Scenario: There is no MX but an IPv6 address
      Given a system that does not verify certificates
      And the intake domain has no MX record but an IPv6 address
      When a message is sent to the Default policy
      Then the copy is delivered exactly once within 10 seconds
      And the copy came to "mx6"

    @DNS-3 @waits
    Scenario: A null MX is final
      Given the name server answers with a null MX to MX look-ups every time
      When a message is sent to the Default policy
      Then the intake domain is looked up exactly once within 300 seconds
      And no copy was delivered

    @DNS-3 @waits
    Scenario: No connection is made for a null MX
      Given the name server answers with a null MX to MX look-ups every time
      When a message is sent to the Default policy
      Then no connection is made within 180 seconds

  Rule: Truncated answers, aliases and IPv6 are dealt with

    @DNS-4
    Scenario: A truncated answer is asked for again over TCP
      Given the name server truncates its answer over UDP to MX look-ups every time
      When a message is sent to the Default policy
      Then the copy is delivered exactly once within 10 seconds
      And the intake domain was asked for over TCP

    @DNS-4
    Scenario: The intake domain is an alias
      Given the intake domain is an alias of a domain that has MX records
      When a message is sent to the Default policy
      Then the copy is delivered exactly once within 10 seconds

    @DNS-4
    Scenario: The MX host is an alias
      Given the MX host of the intake domain is an alias
      When a message is sent to the Default policy
      Then the copy is delivered exactly once within 10 seconds
      And the copy came to "alias"

    @DNS-4
    Scenario: The MX host has an IPv6 address only
      Given the MX host of the intake domain has an IPv6 address only
      When a message is sent to the Default policy
      Then the copy is delivered exactly once within 10 seconds
      And the copy came to "mx6"

  Rule: A record that has changed is followed once its time to live is over

    # Long enough for the connection of the first copy to be closed: one that is still open may be used (CONN-7).
    @DNS-5
    Scenario: The MX host moves
      When a message is sent to the Default policy
      And 10 seconds pass
      And the MX host of the intake domain becomes "mx2"
      And another message is sent to the Default policy
      And 3 seconds pass
      Then the copy came to "mx2"

    # The intake at the other address shows the certificate of another host.
    @DNS-5
    Scenario: The MX host gets another address
      Given a system that does not verify certificates
      When a message is sent to the Default policy
      And 10 seconds pass
      And the host "mx1" gets the address of "mx2"
      And another message is sent to the Default policy
      And 3 seconds pass
      Then the copy came to "mx2"

    # A connection to the old host that is still open may be used or not.
    @DNS-5
    Scenario: The MX host moves between two copies
      When a message is sent to the Default policy
      And 1 seconds pass
      And the MX host of the intake domain becomes "mx2"
      And another message is sent to the Default policy
      Then all copies are delivered exactly once within 10 seconds

    # As long as it lives the old answer may be used or not.
    @DNS-5
    Scenario: The MX host moves while the old answer may be kept
      Given the answers about the intake domain may be kept for 20 seconds
      When a message is sent to the Default policy
      And the MX host of the intake domain becomes "mx2"
      And 10 seconds pass
      And another message is sent to the Default policy
      And 15 seconds pass
      And another message is sent to the Default policy
      And 3 seconds pass
      Then the copy came to "mx2"
      And all copies are delivered exactly once within 30 seconds

  Rule: Hosts of equal preference may be tried in any order

    @DNS-1
    Scenario: Two hosts of the same preference
      Given the intake domain has these MX hosts:
        | preference | host |
        | 10         | mx1  |
        | 10         | mx2  |
      When a message is sent to the Default policy
      Then the copy is delivered exactly once within 10 seconds
