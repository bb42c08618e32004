Feature: Which mail is forwarded
  Every clean incoming message of a journaling policy is forwarded whole. What the scanners convict is not.

  Rule: A clean message is forwarded

    @SCOPE-1
    Scenario: An ordinary message
      When a message is sent to the Default policy
      Then the copy is delivered exactly once within 10 seconds

    @SCOPE-1
    Scenario: A message from the null sender
      When a message from the null sender is sent to the Default policy
      Then the copy is delivered exactly once within 10 seconds

    @SCOPE-1
    Scenario: Two messages with the same Message-ID
      When 2 messages with the same Message-ID are sent to the Default policy
      Then all copies are delivered exactly once within 10 seconds

  Rule: A convicted message is not forwarded

    @SCOPE-2
    Scenario Outline: A message with <body>
      When a message with <body> is sent to the Default policy
      Then no copy is delivered within 8 seconds

    Examples:
      | body                  |
      | the GTUBE test string |
      | the EICAR test string |

  Rule: The original does not depend on the copy

    @SCOPE-4
    Scenario: The intake takes the copy
      When a message is sent to the Default policy
      Then the original reaches its recipients within 10 seconds

    @SCOPE-4
    Scenario Outline: The original arrives although the intake <fault>
      Given the intake <fault> at <stage> every time
      When a message is sent to the Default policy
      Then the original reaches its recipients within 10 seconds
      And every fault was met within 30 seconds

    Examples:
      | fault                 | stage     |
      | falls silent          | greeting  |
      | resets the connection | RCPT TO   |
      | falls silent          | DATA      |

    @SCOPE-4
    Scenario: The original arrives although the intake domain does not exist
      Given the intake domain does not exist
      When a message is sent to the Default policy
      Then the original reaches its recipients within 10 seconds
      And every fault was met within 30 seconds

    @SCOPE-4
    Scenario: Every recipient of a message that is split gets it
      When one message is sent to recipients of these policies:
        | Default |
        | Custom  |
        | No Scan |
      Then the original reaches its recipients within 10 seconds

  Rule: Outgoing mail is never forwarded

    @SCOPE-3
    Scenario Outline: An outgoing message to a recipient whose incoming mail is forwarded under a <policy> policy
      When an outgoing message is sent to a recipient of the <policy> policy
      Then the original reaches its recipients within 10 seconds
      And no copy is delivered within 8 seconds
      And the mail log has no TDC line about the message

    Examples:
      | policy        |
      | Default       |
      | Custom        |

    @SCOPE-3
    Scenario: The Default Policy forwards all that no other policy is for
      Given the Default Policy forwards to the Default account
      When an outgoing message is sent from "staff@org.example" to "customer@elsewhere.example"
      Then the original reaches its recipients within 10 seconds
      And no copy is delivered within 8 seconds
      And the mail log has no TDC line about the message

    @SCOPE-3
    Scenario: A policy forwards all that comes from the sender
      Given these incoming mail policies, from the top:
        | policy | senders     | recipients | connector |
        | staff  | org.example |            | Custom    |
      When an outgoing message is sent from "staff@org.example" to "customer@elsewhere.example"
      Then the original reaches its recipients within 10 seconds
      And no copy is delivered within 8 seconds
      And the mail log has no TDC line about the message

  Rule: Nobody is told that a copy failed

    @SCOPE-5 @waits
    Scenario Outline: The intake <fault>
      Given the intake <fault> every time
      When a message is sent to the Default policy
      Then no message of the gateway’s own reaches the next hop within 300 seconds

    Examples:
      | fault                                            |
      | answers "550 5.1.1 no such mailbox" at RCPT TO   |
      | answers "554 5.7.1 refused" at end of data       |
      | answers "451 4.3.0 later" at MAIL FROM           |
      | falls silent at DATA                             |
      | does not offer STARTTLS                          |

    @SCOPE-5 @waits
    Scenario: The intake domain does not exist
      Given the intake domain does not exist
      When a message is sent to the Default policy
      Then no message of the gateway’s own reaches the next hop within 300 seconds
