Feature: What the counters tell
  The operator sees in tophosts how many copies wait, over how many connections they go out, and what became of the others. All
  journal copies are counted under one destination, the.tdc.queue.

  Rule: Copies are counted under the.tdc.queue

    @COUNT-1
    Scenario Outline: A copy for the <policy> policy
      When a message is sent to the <policy> policy
      And 2 seconds pass
      Then tophosts has a row for the.tdc.queue
      And the counters of the.tdc.queue read:
        | Delivered | 1 |

    Examples:
      | policy        |
      | Default       |
      | Custom        |

    @COUNT-1
    Scenario: Originals are counted elsewhere
      When 3 messages are sent to the Default policy
      And 2 messages are sent to the No Scan policy
      And 2 seconds pass
      Then the counters of the.tdc.queue read:
        | Active Recipients | 0 |
        | Delivered         | 3 |

  Rule: Active Recipients are the copies that wait

    @COUNT-2
    Scenario Outline: The intake falls silent at <stage>
      Given the intake falls silent at <stage> every time
      When 5 messages are sent to the Default policy
      And 10 seconds pass
      Then the counters of the.tdc.queue read:
        | Active Recipients | 5 |
        | Delivered         | 0 |

    Examples:
      | stage       |
      | greeting    |
      | RCPT TO     |
      | end of data |

    @COUNT-2
    Scenario: Some are delivered, some wait
      Given the intake falls silent at DATA every time to copies of the Custom policy
      When 4 messages are sent to the Custom policy
      And 3 messages are sent to the Default policy
      And 10 seconds pass
      Then the counters of the.tdc.queue read:
        | Active Recipients | 4 |
        | Delivered         | 3 |

    @COUNT-2
    Scenario: A message for several recipients of one policy is one copy, a message that was split is several
      Given the intake falls silent at MAIL FROM every time
      When one message is sent to recipients of these policies:
        | Default |
        | Default |
        | Default |
      And one message is sent to recipients of these policies:
        | Default |
        | Custom  |
        | No Scan |
      And 10 seconds pass
      Then the counters of the.tdc.queue read:
        | Active Recipients | 3 |

    @COUNT-2
    Scenario: A backlog goes down to nothing
      Given the intake takes 3 seconds to answer at end of data every time
      When 30 messages are sent to the Default policy
      Then within 60 seconds the counters of the.tdc.queue read:
        | Active Recipients | 0  |
        | Delivered         | 30 |

    @COUNT-2 @waits
    Scenario Outline: Copies that fail wait no longer: the intake <fault>
      Given the intake <fault> every time
      When 4 messages are sent to the Default policy
      Then within 150 seconds the counters of the.tdc.queue read:
        | Active Recipients | 0 |
        | Delivered         | 0 |

    Examples:
      | fault                                   |
      | answers "550 5.1.1 nobody" at RCPT TO   |
      | answers "451 4.3.0 later" at DATA       |
      | falls silent at EHLO                    |
      | does not offer STARTTLS                 |

    @COUNT-2
    Scenario: A copy that waits for its retry is counted
      Given a system that waits 60 seconds before it tries again
      And the intake answers "451 4.3.0 later" at RCPT TO every time
      When 3 messages are sent to the Default policy
      And 5 seconds pass
      Then the counters of the.tdc.queue read:
        | Active Recipients | 3 |

  Rule: Connections Out are the connections that the intake sees

    @COUNT-3
    Scenario: During a backlog, and when it is gone
      Given the intake takes 10 seconds to answer at end of data every time
      When 12 messages are sent to the Default policy
      And 5 seconds pass
      Then Connections Out is the number of connections that the intake sees
      And all copies are delivered exactly once within 60 seconds
      And Connections Out is the number of connections that the intake sees
      And every connection is gone within the idle time
      And Connections Out is the number of connections that the intake sees

    @COUNT-3
    Scenario Outline: The intake <fault>
      Given the intake <fault> every time
      When 3 messages are sent to the Default policy
      And 10 seconds pass
      Then Connections Out is the number of connections that the intake sees
      And 10 seconds pass
      And Connections Out is the number of connections that the intake sees

    Examples:
      | fault                                                |
      | resets the connection at greeting                    |
      | closes the connection at RCPT TO                     |
      | falls silent at EHLO                                 |
      | answers "421 4.3.2 closing down" at end of data      |
      | sends garbage instead of a handshake                 |
      | refuses connections                                  |
