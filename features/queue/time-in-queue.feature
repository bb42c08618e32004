Feature: The life of a copy in the queue
  A copy stays in the queue for 120 seconds, counted from the moment it was enqueued. Then it is removed.

  Rule: After 120 seconds the copy is removed

    @QUEUE-1 @waits
    Scenario Outline: An intake that takes 130 seconds at <stage> comes too late
      Given a system that waits 300 seconds for a reply
      And the intake takes 130 seconds to answer at <stage> every time
      When a message is sent to the Default policy
      Then no copy is delivered within 150 seconds

    Examples:
      | stage         |
      | greeting      |
      | EHLO          |
      | EHLO over TLS |
      | MAIL FROM     |
      | DATA          |

    @wall-sample
    Examples:
      | stage         |
      | RCPT TO       |

    @QUEUE-1 @waits
    Scenario: A second too late is too late
      Given a system that waits 300 seconds for a reply
      And the intake takes 121 seconds to answer at RCPT TO every time
      When a message is sent to the Default policy
      Then no copy is delivered within 150 seconds

    @QUEUE-1 @waits
    Scenario: The time counts from enqueueing, not from the last attempt
      Given a system that waits 60 seconds before it tries again
      And a system that waits 300 seconds for a reply
      And the intake takes 70 seconds to answer at RCPT TO every time
      And the intake answers "451 4.3.0 later" at MAIL FROM once
      When a message is sent to the Default policy
      Then no copy is delivered within 150 seconds

    @QUEUE-1 @waits
    Scenario: Nor from the time when an attempt was put off
      Given a system that waits 40 seconds before it tries again
      And a system that waits 300 seconds for a reply
      And the intake takes 50 seconds to answer at RCPT TO every time
      And the intake answers "451 4.3.0 later" at DATA once
      When a message is sent to the Default policy
      Then no copy is delivered within 150 seconds

    @QUEUE-1 @waits
    Scenario: A retry that would come too late does not come
      Given a system that waits 150 seconds before it tries again
      And the intake answers "451 4.3.0 later" at RCPT TO every time
      When a message is sent to the Default policy
      Then exactly one attempt is made within 300 seconds

  Rule: Before that it is not removed for its age

    @QUEUE-2 @waits
    Scenario Outline: An intake that takes 115 seconds at <stage> still gets the copy
      Given a system that waits 300 seconds for a reply
      And the intake takes 115 seconds to answer at <stage> once
      When a message is sent to the Default policy
      Then the copy is delivered exactly once within 120 seconds

    Examples:
      | stage         |
      | greeting      |
      | EHLO over TLS |
      | RCPT TO       |
      | DATA          |
      | end of data   |

    @QUEUE-2 @waits
    Scenario: A second before the end is not too late
      Given a system that waits 300 seconds for a reply
      And the intake takes 119 seconds to answer at RCPT TO once
      When a message is sent to the Default policy
      Then the copy is delivered exactly once within 120 seconds

    @QUEUE-2 @waits
    Scenario: A late retry is made
      Given a system that waits 114 seconds before it tries again
      And the intake answers "451 4.3.0 later" at RCPT TO once
      When a message is sent to the Default policy
      Then the copy is delivered exactly once within 120 seconds

  Rule: No attempt is begun after removal

    @QUEUE-3 @waits
    Scenario Outline: An intake that falls silent at <stage> recovers too late
      Given a system that waits 150 seconds for a reply
      And the intake falls silent at <stage> every time
      When a message is sent to the Default policy
      And 125 seconds pass
      And the intake and the name server are sound again
      Then nothing begins within 300 seconds
      And no copy was delivered

    Examples:
      | stage     |
      | greeting  |
      | MAIL FROM |
      | DATA      |

    @QUEUE-3 @waits
    Scenario: A name server that is silent recovers too late
      Given a system that waits 150 seconds for a reply
      And the name server does not answer to MX look-ups every time
      When a message is sent to the Default policy
      And 125 seconds pass
      And the intake and the name server are sound again
      Then nothing begins within 300 seconds
      And no copy was delivered

  Rule: Removal is told and counted

    @QUEUE-4 @waits
    Scenario Outline: The log tells the removal of a copy that was stuck at <stage>
      Given a system that waits 300 seconds for a reply
      And the intake falls silent at <stage> every time
      When a message is sent to the Default policy
      Then the mail log tells that the copy failed between 119 and 122 seconds after it was sent

    Examples:
      | stage       |
      | greeting    |
      | end of data |

    @QUEUE-4 @waits
    Scenario: A removed copy counts as a hard bounce
      Given a system that waits 300 seconds for a reply
      And the intake falls silent at RCPT TO every time
      When a message is sent to the Default policy
      And 150 seconds pass
      Then the counters of the.tdc.queue read:
        | Active Recipients | 0 |
        | Delivered         | 0 |
        | Hard Bounced      | 1 |

  Rule: A stuck copy holds no other copy up

    @QUEUE-5
    Scenario Outline: A copy is stuck at <stage> while ten others pass
      Given the intake falls silent at <stage> every time to copies of the Custom policy
      When a message is sent to the Custom policy
      And 10 messages are sent to the Default policy
      Then the copies of the Default policy are all delivered within 10 seconds

    Examples:
      | stage       |
      | RCPT TO     |
      | DATA        |
      | end of data |

    @QUEUE-5 @waits
    Scenario Outline: <count> copies of the same account are stuck while ten others pass
      Given the intake takes 100 seconds to answer the message with the subject "stuck"
      When <count> messages with the subject "stuck" are sent to the Default policy
      And 10 messages with the subject "free" are sent to the Default policy
      Then the copies with the subject "free" are all delivered within 30 seconds

    Examples:
      | count |
      | 1     |
      | 3     |
      | 5     |

    @QUEUE-5
    Scenario: Copies that wait for their retry hold no other copy up
      Given the intake answers "451 4.3.0 later" at RCPT TO every time to copies of the Custom policy
      When 5 messages are sent to the Custom policy
      And 2 seconds pass
      And 5 messages are sent to the Default policy
      Then the copies of the Default policy are all delivered within 10 seconds

    @QUEUE-5
    Scenario: Ten stuck copies do not use up the connections
      Given the intake falls silent at end of data every time to copies of the Custom policy
      When 10 messages are sent to the Custom policy
      And 10 messages are sent to the Default policy
      Then the copies of the Default policy are all delivered within 30 seconds
