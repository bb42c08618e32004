Feature: The mail log when much goes on at once
  Lines of several copies and connections lie between each other. By MID, DCID and address each finds its place, and all agree with what
  the intake saw.

  Rule: Every copy is told where it was enqueued, each under a MID of its own

    @LOG-1
    Scenario Outline: <policy>
      When a message is sent to the <policy> policy
      Then the mail log tells that a copy was enqueued for the address of each of these policies:
        | <policy> |

    Examples:
      | policy        |
      | Default       |
      | Custom        |
      | second Custom |

    @LOG-1
    Scenario: A message that was split
      When one message is sent to recipients of these policies:
        | Custom  |
        | No Scan |
        | Default |
        | Default |
      Then the mail log tells that a copy was enqueued for the address of each of these policies:
        | Default |
        | Custom  |

  Rule: Every connection and every TLS session is told

    @LOG-2
    Scenario: Many connections at once
      Given the intake takes 2 seconds to answer at end of data every time
      When 12 messages are sent to the Default policy
      And 30 seconds pass
      Then the mail log tells every connection that the intake saw

    @LOG-2 @waits
    Scenario: Connections that came to nothing
      Given the intake answers "421 4.3.2 closing down" at greeting on the first attempt
      When a message is sent to the Default policy
      And 60 seconds pass
      Then the mail log tells every connection that the intake saw

    @LOG-3
    Scenario: Many sessions at once
      Given the intake takes 2 seconds to answer at end of data every time
      When 12 messages are sent to the Default policy
      And 30 seconds pass
      Then the mail log tells every TLS session that the intake saw

    @LOG-3
    Scenario: No success is told of a handshake that failed
      Given the intake refuses the handshake with an alert once
      When 3 messages are sent to the Default policy
      And 30 seconds pass
      Then the mail log tells every TLS session that the intake saw

  Rule: Every delivery is told from its start to its end

    @LOG-4 @waits
    Scenario: Each attempt begins with its line
      Given the intake answers "451 4.3.0 later" at RCPT TO once
      When a message is sent to the Default policy
      Then the copy is delivered exactly once within 110 seconds
      And the mail log tells the start of every transaction that the intake saw

    @LOG-5 @LOG-6 @LOG-7
    Scenario: Twelve copies side by side
      Given the intake takes 3 seconds to answer at end of data every time
      When 12 messages are sent to the Default policy
      And 30 seconds pass
      Then the mail log tells each message in the documented order
      And every delivery in the mail log names the connection that the intake saw

    @LOG-7
    Scenario: Copies that follow each other on one connection
      When 5 messages are sent one after the other to the Default policy
      And 5 seconds pass
      Then the mail log tells each message in the documented order
      And every delivery in the mail log names the connection that the intake saw

    @LOG-7 @waits
    Scenario: A copy that was delivered at the second attempt
      Given the intake resets the connection at DATA once
      When 3 messages are sent to the Default policy
      And 110 seconds pass
      Then the mail log tells each message in the documented order
