Feature: The connection is cut where the copy changes hands
  Around the final dot and its answer there are moments at which only one side knows who has the copy. It must never be lost there; that
  it comes twice cannot always be helped.

  Rule: Nothing is lost, and nothing is sent a third time

    @SMTP-4 @waits
    Scenario Outline: The intake <cut>
      Given the intake <cut>
      When a message is sent to the Default policy
      Then within 110 seconds the copy is not lost, and is there twice at most

    Examples:
      | cut                                                                        |
      | resets the connection at message once                                      |
      | closes the connection at message once                                      |
      | closes the connection at end of data once                                  |
      | resets the connection at end of data once                                  |
      | keeps the copy once and closes the connection without a reply              |
      | breaks off after 1 bytes of "250 2.0.0 taken" at end of data once          |
      | breaks off after 4 bytes of "250 2.0.0 taken" at end of data once          |
      | breaks off after 15 bytes of "250 2.0.0 taken" at end of data once         |
      | answers "250 2.0.0 taken" and closes the connection at end of data once    |
      | answers "250 2.0.0 taken" and resets the connection at end of data once    |

    @SMTP-4 @waits
    Scenario: The answer is lost every time
      Given the intake keeps the copy every time and closes the connection without a reply
      When a message is sent to the Default policy
      Then within 110 seconds the copy is not lost, and is there twice at most

  Rule: Where the answer tells, the copy is there once

    @SMTP-4 @waits
    Scenario Outline: The intake <cut>
      Given the intake <cut>
      When a message is sent to the Default policy
      Then the copy is delivered exactly once within 110 seconds
      And within 110 seconds the copy is not lost, and is there twice at most
      And the copy was delivered exactly once

    Examples:
      | cut                                                                     |
      | resets the connection at message once                                   |
      | answers "250 2.0.0 taken" and closes the connection at end of data once |

    @SMTP-4 @waits
    Scenario: Others on their way meanwhile are safe too
      Given the intake breaks off after 2 bytes of "250 2.0.0 taken" at end of data twice
      When 6 messages are sent to the Default policy
      Then after 110 seconds more every copy is accounted for
