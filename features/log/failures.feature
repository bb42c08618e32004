Feature: What the mail log tells of failures
  A copy that is given up is told once, with a reason. A connection that failed is told with the host that it was made to.

  Rule: Every kind of failure is told once, with its reason

    @LOG-9 @waits
    Scenario Outline: The intake <fault>
      Given the intake <fault> every time
      When a message is sent to the Default policy
      And 150 seconds pass
      Then the mail log tells the failure of the copy once, with a reason

    Examples:
      | fault                                                    |
      | answers "550 5.1.1 nobody" at RCPT TO                    |
      | answers "554 5.7.1 refused" at end of data               |
      | answers "451 4.3.0 later" at MAIL FROM                   |
      | answers "552 5.2.2 full" at DATA                         |
      | resets the connection at message                         |
      | closes the connection at greeting                        |
      | sends the line "what" in place of a reply at RCPT TO     |
      | refuses the handshake with an alert                      |
      | falls silent at end of data                              |
      | refuses connections                                      |

    @LOG-9 @waits
    Scenario Outline: The name server <fault>
      Given the name server <fault> to MX look-ups every time
      When a message is sent to the Default policy
      And 150 seconds pass
      Then the mail log tells the failure of the copy once, with a reason

    Examples:
      | fault                   |
      | answers SERVFAIL        |
      | does not answer         |
      | answers with a null MX  |

  Rule: A connection error names the host

    @LOG-8 @waits
    Scenario Outline: The intake <fault>
      Given the intake <fault> every time
      When a message is sent to the Default policy
      And 150 seconds pass
      Then the mail log tells a connection error of the host "mx1"

    Examples:
      | fault                             |
      | refuses connections               |
      | resets the connection at greeting |
      | closes the connection at EHLO     |
      | falls silent at RCPT TO           |

    @LOG-8
    Scenario: The first of two hosts cannot be reached
      Given the intake domain has these MX hosts:
        | preference | host |
        | 10         | mx2  |
        | 20         | mx1  |
      And the host "mx2" refuses connections every time
      When a message is sent to the Default policy
      And 5 seconds pass
      Then the mail log tells a connection error of the host "mx2"

  Rule: The connector marks its own lines of failure

    @LOG-11 @waits
    Scenario Outline: The intake <fault>
      Given the intake <fault> every time
      When a message is sent to the Default policy
      Then in the mail log these lines begin with "TDC:" and the others do not:
        | enqueued          |
        | connection opened |
        | delivery start    |
        | connection error  |
        | failed            |

    Examples:
      | fault                               |
      | falls silent at RCPT TO             |
      | refuses the handshake with an alert |
