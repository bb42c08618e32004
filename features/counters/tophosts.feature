Feature: Which host tophosts shows first, and which it marks
  The connector's queue stands among the other destinations. The operator chooses the column that puts the busiest host on top.

  Rule: tophosts sorts by each of its five keys

    @COUNT-5
    Scenario: Active Recipients: more originals wait than copies
      Given the next hop answers "451 later" to recipients of the No Scan policy
      When 3 messages are sent to the No Scan policy
      And a message is sent to the Default policy
      And 2 seconds pass
      Then tophosts by "Active Recipients" has the highest figure first

    @COUNT-5
    Scenario: Active Recipients: more copies wait than originals
      Given the intake falls silent at DATA every time
      When 3 messages are sent to the Default policy
      And 2 seconds pass
      Then tophosts by "Active Recipients" has the highest figure first

    @COUNT-5
    Scenario: Connections Out: only the next hop can be reached
      Given the intake refuses connections every time
      And the next hop never answers at end of data
      When 3 messages are sent to the Default policy
      And 1 seconds pass
      Then tophosts by "Connections Out" has the highest figure first

    @COUNT-5
    Scenario: Connections Out: the intake keeps its connections busy
      Given the intake takes 20 seconds to answer at end of data every time
      When 5 messages are sent to the Default policy
      And 8 seconds pass
      Then tophosts by "Connections Out" has the highest figure first

    @COUNT-5
    Scenario: Delivered Recipients: only originals get through
      Given the intake falls silent at DATA every time
      When 3 messages are sent to the Default policy
      And 2 seconds pass
      Then tophosts by "Delivered Recipients" has the highest figure first

    @COUNT-5
    Scenario: Delivered Recipients: only copies get through
      Given the next hop answers "451 later" to recipients of the Default policy
      When 3 messages are sent to the Default policy
      And 2 seconds pass
      Then tophosts by "Delivered Recipients" has the highest figure first

    @COUNT-5
    Scenario: Hard Bounced Recipients: originals bounce, copies wait
      Given the next hop answers "550 no such user" to recipients of the Default policy
      And the intake falls silent at DATA every time
      When 3 messages are sent to the Default policy
      And 2 seconds pass
      Then tophosts by "Hard Bounced Recipients" has the highest figure first

    @COUNT-5
    Scenario: Hard Bounced Recipients: copies bounce, originals wait
      Given the next hop answers "451 later" to recipients of the Default policy
      And the intake answers "550 5.1.1 no such mailbox" at RCPT TO every time
      When 3 messages are sent to the Default policy
      And 2 seconds pass
      Then tophosts by "Hard Bounced Recipients" has the highest figure first

    @COUNT-5
    Scenario: Soft Bounced Events: originals are put off, more copies wait
      Given the next hop answers "451 later" to recipients of the No Scan policy
      And the intake falls silent at DATA every time
      When 2 messages are sent to the No Scan policy
      And 4 messages are sent to the Default policy
      And 2 seconds pass
      Then tophosts by "Soft Bounced Events" has the highest figure first

    @COUNT-5
    Scenario: Soft Bounced Events: copies are put off, more originals got through
      Given the intake answers "451 4.3.0 later" at RCPT TO every time
      When 3 messages are sent to the Default policy
      And 3 messages are sent to the No Scan policy
      And 2 seconds pass
      Then tophosts by "Soft Bounced Events" has the highest figure first

  Rule: A host that was down at the last attempt is marked

    @COUNT-5
    Scenario Outline: The intake <fault>
      Given the intake <fault> every time
      When a message is sent to the Default policy
      And 2 seconds pass
      Then tophosts marks the.tdc.queue as down, and no other host

    Examples:
      | fault                            |
      | refuses connections              |
      | resets the connection at connect |

    @COUNT-5 @waits
    Scenario: It has come back
      Given the intake refuses connections once
      When a message is sent to the Default policy
      Then the copy is delivered exactly once within 110 seconds
      And tophosts does not mark the.tdc.queue as down

    @COUNT-5
    Scenario Outline: It was reached, and <reply> is an answer
      Given the intake answers "<reply>" at RCPT TO every time
      When a message is sent to the Default policy
      And 2 seconds pass
      Then tophosts does not mark the.tdc.queue as down

    Examples:
      | reply             |
      | 451 4.3.0 later   |
      | 550 5.1.1 nobody  |
