Feature: No copy is lost, none is made twice
  Every copy that enters the queue leaves it in one of two ways: it is delivered, or it fails and that is told. Until then it waits.

  Rule: Whatever the intake does, every copy is accounted for

    @SCOPE-6
    Scenario: Nothing goes wrong
      When 12 messages are sent to the Default policy
      Then every copy is accounted for
      And all copies are delivered exactly once within 30 seconds
      And every copy is accounted for

    @SCOPE-6 @waits
    Scenario Outline: The intake <fault>
      Given the intake <fault>
      When 6 messages are sent to the Default policy
      And 20 seconds pass
      Then every copy is accounted for
      And after 140 seconds more every copy is accounted for

    Examples:
      | fault                                                     |
      | answers "451 4.3.0 later" at RCPT TO twice                |
      | answers "451 4.3.0 later" at RCPT TO every time           |
      | answers "550 5.7.1 refused" at end of data twice          |
      | answers "421 4.3.2 closing down" at MAIL FROM once        |
      | answers "421 4.3.2 closing down" at between messages once |
      | resets the connection at message twice                    |
      | resets the connection at end of data twice                |
      | closes the connection at between messages twice           |
      | falls silent at end of data twice                         |
      | falls silent at greeting every time                       |
      | sends garbage instead of a handshake twice                |

    @SCOPE-6 @waits
    Scenario: Each account meets another fate
      Given the intake answers "550 5.1.1 no such mailbox" at RCPT TO every time to copies of the Custom policy
      And the intake falls silent at DATA every time to copies of the second Custom policy
      When one message is sent to recipients of these policies:
        | Custom        |
        | No Scan       |
        | second Custom |
        | Default       |
      And 3 messages are sent to the Custom policy
      And 3 messages are sent to the second Custom policy
      And 3 messages are sent to the Default policy
      And 5 seconds pass
      Then every copy is accounted for
      And after 140 seconds more every copy is accounted for

    @SCOPE-6 @waits
    Scenario: The name server fails for the moment
      Given the name server answers SERVFAIL to MX look-ups twice
      When 4 messages are sent to the Default policy
      Then after 140 seconds more every copy is accounted for

  Rule: What the intake does with a copy once it has taken it is its own affair

    @SCOPE-6 @waits
    Scenario: A copy that the intake loses is not sent again
      Given the intake takes the copy once and loses it
      When 4 messages are sent to the Default policy
      Then after 140 seconds more every copy is accounted for

    @SCOPE-6 @waits
    Scenario: A copy that the intake keeps and yet refuses may come again
      Given the intake answers "451 4.3.0 later" at end of data once, yet keeps the copy
      When 4 messages are sent to the Default policy
      Then after 140 seconds more every copy is accounted for
