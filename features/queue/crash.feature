Feature: A crash of the gateway
  What was taken for forwarding is as safe as other queued mail: the gateway may die at any moment and takes it up again.

  Rule: A copy that is still young is delivered after the restart

    @QUEUE-6 @waits
    Scenario Outline: The copy was stuck at <stage>
      Given a system whose queue survives a crash
      And the intake falls silent at <stage> once
      When a message is sent to the Default policy
      And 5 seconds pass
      And the system crashes
      And 10 seconds pass
      And the system is started again
      Then the copy is delivered exactly once within 115 seconds
      And every copy is accounted for

    Examples:
      | stage       |
      | RCPT TO     |
      | DATA        |

    @QUEUE-6 @waits
    Scenario: The copy waited for its retry
      Given a system whose queue survives a crash
      And the intake answers "451 4.3.0 later" at RCPT TO once
      When a message is sent to the Default policy
      And 5 seconds pass
      And the system crashes
      And the system is started again
      Then the copy is delivered exactly once within 115 seconds
      And exactly two attempts are made within 60 seconds

    @QUEUE-6 @waits
    Scenario: Many copies were under way
      Given a system whose queue survives a crash
      And the intake takes 20 seconds to answer at end of data every time
      When 12 messages are sent to the Default policy
      And 3 seconds pass
      And the system crashes
      And the system is started again
      Then after 100 seconds more every copy is accounted for
      And all copies are delivered exactly once within 1 seconds

    @QUEUE-6 @waits
    Scenario Outline: A message with <body> is still whole
      Given a system whose queue survives a crash
      And the intake falls silent at DATA once
      When a message with <body> is sent to the Default policy
      And 5 seconds pass
      And the system crashes
      And the system is started again
      Then the copy is delivered exactly once within 115 seconds
      And the message inside the copy equals the accepted message byte for byte

    Examples:
      | body                            |
      | 1 MiB of text                   |
      | every byte that a line may hold |

    @QUEUE-6 @waits
    Scenario: Of a message for two accounts one copy had been delivered
      Given a system whose queue survives a crash
      And the intake answers "451 4.3.0 later" at RCPT TO once to copies of the Custom policy
      When one message is sent to recipients of these policies:
        | Default |
        | Custom  |
      And 5 seconds pass
      And the system crashes
      And the system is started again
      Then the Custom account has exactly 1 copy of the message within 115 seconds
      And the Default account has exactly 1 copy of the message within 1 seconds

  Rule: A copy that has grown too old is removed, and that is told

    @QUEUE-6 @waits
    Scenario: The gateway was down for too long
      Given a system whose queue survives a crash
      And the intake answers "451 4.3.0 later" at RCPT TO every time
      When a message is sent to the Default policy
      And 5 seconds pass
      And the system crashes
      And 130 seconds pass
      And the intake and the name server are sound again
      And the system is started again
      Then nothing begins within 300 seconds
      And no copy was delivered
      And the mail log tells the failure of the copy once, with a reason

    @QUEUE-6 @waits
    Scenario: A restart does not make a copy young again
      Given a system whose queue survives a crash
      And the intake falls silent at RCPT TO every time
      When a message is sent to the Default policy
      And 60 seconds pass
      And the system crashes
      And the system is started again
      Then the mail log tells that the copy failed between 119 and 122 seconds after it was sent
      And no copy was delivered

  Rule: A restart gives no copy more attempts than it had, and sends none again that was taken

    @QUEUE-6 @waits
    Scenario: One attempt was made before the crash
      Given a system whose queue survives a crash
      And the intake answers "451 4.3.0 later" at RCPT TO every time
      When a message is sent to the Default policy
      And 5 seconds pass
      And the system crashes
      And the system is started again
      Then exactly two attempts are made within 300 seconds
      And no copy was delivered

    @QUEUE-6 @waits
    Scenario: The copy had been delivered
      Given a system whose queue survives a crash
      When a message is sent to the Default policy
      And 5 seconds pass
      And the system crashes
      And the system is started again
      And 130 seconds pass
      Then the copy was delivered exactly once
      And every copy is accounted for

    @QUEUE-6 @waits
    Scenario: Nobody knows whether the copy had been taken
      Given a system whose queue survives a crash
      And the intake takes 50 seconds to answer at end of data once
      When a message is sent to the Default policy
      And 5 seconds pass
      And the system crashes
      And the system is started again
      Then within 110 seconds the copy is not lost, and is there twice at most
      And every copy is accounted for
