Feature: What message tracking tells of a copy
  Who looks a message up learns in one line that its copy was delivered for scanning, or why it was not.

  Rule: A success is exactly one line

    @TRACK-1
    Scenario Outline: A copy under the <policy> policy
      When a message is sent to the <policy> policy
      Then message tracking tells the success of the copy in exactly one line

    Examples:
      | policy        |
      | Default       |
      | Custom        |

    @TRACK-1 @waits
    Scenario: A copy that was delivered at the second attempt
      Given the intake answers "451 4.3.0 later" at RCPT TO once
      When a message is sent to the Default policy
      Then message tracking tells the success of the copy in exactly one line

    @TRACK-1
    Scenario: A message that was split
      When one message is sent to recipients of these policies:
        | Default |
        | Custom  |
      And 3 seconds pass
      Then message tracking tells the success of each of the 2 copies in exactly one line

    @TRACK-1
    Scenario Outline: Nothing is told before the end: the intake <fault>
      Given the intake <fault> every time
      When a message is sent to the Default policy
      And 5 seconds pass
      Then message tracking tells nothing of the copy yet

    Examples:
      | fault                     |
      | falls silent at greeting  |
      | falls silent at end of data |

    @TRACK-1
    Scenario: Nothing is told of a copy that was never made
      When a message is sent to the No Scan policy
      And 5 seconds pass
      Then message tracking tells nothing of the copy yet

  Rule: A failure is told with its reason

    @TRACK-2
    Scenario Outline: TLS: the intake <fault>
      Given the intake <fault> every time
      When a message is sent to the Default policy
      Then message tracking tells that the copy failed with "TLS Error"

    Examples:
      | fault                                |
      | does not offer STARTTLS              |
      | sends garbage instead of a handshake |
      | refuses the handshake with an alert  |

    @TRACK-2 @waits
    Scenario Outline: The intake <fault>
      Given the intake <fault> every time
      When a message is sent to the Default policy
      Then message tracking tells that the copy failed, for the reason that the mail log gives

    Examples:
      | fault                                      |
      | answers "550 5.1.1 nobody" at RCPT TO      |
      | answers "554 5.7.1 refused" at end of data |
      | answers "451 4.3.0 later" at DATA          |
      | resets the connection at MAIL FROM         |
      | falls silent at DATA                       |

    @TRACK-2 @waits
    Scenario: The name server fails
      Given the name server answers SERVFAIL to MX look-ups every time
      When a message is sent to the Default policy
      Then message tracking tells that the copy failed, for the reason that the mail log gives

    @TRACK-2
    Scenario: The intake domain does not exist
      Given the intake domain does not exist
      When a message is sent to the Default policy
      Then message tracking tells that the copy failed with "Hard Bounced"
