Feature: How a message is found
  Message tracking is searched by what one knows of a message, and shows no other message beside it.

  Rule: A message is found by MID, sender, recipient, subject, Message-ID and time

    @TRACK-3 @waits
    Scenario Outline: By its <key>
      When these messages are sent, a minute apart:
        | sender            | recipient          | subject          |
        | anna@one.example  | reader@org.example | Quarterly report |
        | bert@two.example  | writer@org.example | Lunch on Friday  |
        | carl@tree.example | editor@org.example | Second reminder  |
      Then message tracking finds message 2 alone by its "<key>"
      And message tracking finds message 3 alone by its "<key>"
      And message tracking finds nothing by another "<key>"

    Examples:
      | key        |
      | sender     |
      | recipient  |
      | subject    |
      | Message-ID |
      | time       |

    @TRACK-3 @waits
    Scenario: By its MID
      When these messages are sent, a minute apart:
        | sender            | recipient          | subject          |
        | anna@one.example  | reader@org.example | Quarterly report |
        | bert@two.example  | writer@org.example | Lunch on Friday  |
      Then message tracking finds message 1 alone by its MID
      And message tracking finds message 2 alone by its MID
      And message tracking finds nothing by another "MID"

    @TRACK-3 @waits
    Scenario: By two of them, which have to hold both
      When these messages are sent, a minute apart:
        | sender           | recipient          | subject          |
        | anna@one.example | reader@org.example | Quarterly report |
        | anna@one.example | reader@org.example | Quarterly report |
      Then message tracking finds message 1 alone by its "sender and time"
      And message tracking finds message 2 alone by its "sender and time"
      And message tracking finds messages 1 and 2 by the sender "anna@one.example"

    @TRACK-3 @waits
    Scenario: By each of several recipients
      When these messages are sent, a minute apart:
        | sender           | recipient                                                  | subject          |
        | anna@one.example | reader@org.example, writer@org.example, editor@org.example | Quarterly report |
        | bert@two.example | reader@two.example                                         | Lunch on Friday  |
      Then message tracking finds message 1 alone by the recipient "writer@org.example"
      And message tracking finds message 1 alone by the recipient "editor@org.example"

    @TRACK-3
    Scenario Outline: A message that was convicted for <body>
      When a message with <body> is sent to the Default policy
      And 5 seconds pass
      Then message tracking finds message 1 alone by its "Message-ID"
      And message tracking finds message 1 alone by its MID
      And message tracking tells nothing of a copy

    Examples:
      | body                  |
      | the GTUBE test string |
      | the EICAR test string |

    @TRACK-3
    Scenario: What looks like a subject in the body is none
      When a message without a subject, but with the line "Subject: Lunch on Friday" in its body, is sent to the Default policy
      And 5 seconds pass
      Then message tracking finds message 1 alone by its "Message-ID"
      And message tracking finds nothing by the subject "Lunch on Friday"
