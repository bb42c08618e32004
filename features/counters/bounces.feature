Feature: What the counters tell of failures
  A delivery, a soft bounce and a hard bounce each raise their own figure, by what happened and by nothing else.

  Rule: Delivered, Soft Bounced and Hard Bounced rise by what happened

    @COUNT-4
    Scenario: All goes well
      When 5 messages are sent to the Default policy
      And 3 seconds pass
      Then the counters of the.tdc.queue read:
        | Delivered    | 5 |
        | Soft Bounced | 0 |
        | Hard Bounced | 0 |

    @COUNT-4 @waits
    Scenario Outline: The intake <fault> once, and takes the copy at the second attempt
      Given the intake <fault> once
      When a message is sent to the Default policy
      And 115 seconds pass
      Then the counters of the.tdc.queue read:
        | Active Recipients | 0 |
        | Delivered         | 1 |
        | Soft Bounced      | 1 |
        | Hard Bounced      | 0 |

    Examples:
      | fault                                  |
      | answers "451 4.3.0 later" at MAIL FROM |
      | answers "552 5.2.2 full" at RCPT TO    |
      | resets the connection at DATA          |
      | sends the line "what" in place of a reply at end of data |

    @COUNT-4 @waits
    Scenario: The name server fails for the moment
      Given the name server answers SERVFAIL to MX look-ups once
      When a message is sent to the Default policy
      And 115 seconds pass
      Then the counters of the.tdc.queue read:
        | Delivered    | 1 |
        | Soft Bounced | 1 |
        | Hard Bounced | 0 |

    @COUNT-4 @waits
    Scenario Outline: The intake <fault> every time, which is final
      Given the intake <fault> every time
      When 2 messages are sent to the Default policy
      And 130 seconds pass
      Then the counters of the.tdc.queue read:
        | Active Recipients | 0 |
        | Delivered         | 0 |
        | Soft Bounced      | 0 |
        | Hard Bounced      | 2 |

    Examples:
      | fault                                       |
      | answers "550 5.1.1 nobody" at RCPT TO       |
      | answers "554 5.7.1 refused" at end of data  |
      | refuses the handshake with an alert         |

    # How long silence is borne is documented nowhere: the copy of a silent intake is retried or grows too old.
    @COUNT-4 @waits
    Scenario Outline: The intake <fault> every time, so that the retry fails too
      Given the intake <fault> every time
      When 2 messages are sent to the Default policy
      And 130 seconds pass
      Then the counters of the.tdc.queue read:
        | Active Recipients | 0 |
        | Delivered         | 0 |
        | Hard Bounced      | 2 |

    Examples:
      | fault                                       |
      | answers "451 4.3.0 later" at RCPT TO        |
      | closes the connection at message            |
      | falls silent at MAIL FROM                   |

    @COUNT-4 @waits
    Scenario: Copies grow too old while their one attempt is under way
      Given a system that waits 300 seconds for a reply
      And the intake falls silent at MAIL FROM every time
      When 2 messages are sent to the Default policy
      And 130 seconds pass
      Then the counters of the.tdc.queue read:
        | Active Recipients | 0 |
        | Delivered         | 0 |
        | Soft Bounced      | 0 |
        | Hard Bounced      | 2 |

    @COUNT-4
    Scenario: The intake domain does not exist
      Given the intake domain does not exist
      When a message is sent to the Default policy
      And 3 seconds pass
      Then the counters of the.tdc.queue read:
        | Delivered    | 0 |
        | Soft Bounced | 0 |
        | Hard Bounced | 1 |

    @COUNT-4
    Scenario: Each account meets another fate
      Given the intake answers "550 5.1.1 nobody" at RCPT TO every time to copies of the Custom policy
      And the intake falls silent at DATA every time to copies of the second Custom policy
      When 4 messages are sent to the Default policy
      And 3 messages are sent to the Custom policy
      And 2 messages are sent to the second Custom policy
      And 10 seconds pass
      Then the counters of the.tdc.queue read:
        | Active Recipients | 2 |
        | Delivered         | 4 |
        | Soft Bounced      | 0 |
        | Hard Bounced      | 3 |
