Feature: Extensions are used only where they are offered
  What the intake did not offer it need not understand. What it announces as too large it will not take.

  Rule: Only what was offered is used

    @SMTP-3
    Scenario Outline: The intake does not offer <extension>
      Given the intake does not offer <extension>
      When a message with 8-bit characters is sent to the Default policy
      And 10 seconds pass
      Then only what the intake offered was used

    Examples:
      | extension  |
      | SIZE       |
      | 8BITMIME   |
      | SMTPUTF8   |
      | PIPELINING |

    @SMTP-3
    Scenario: The intake offers everything that it can
      When a message with 8-bit characters is sent to the Default policy
      And 10 seconds pass
      Then only what the intake offered was used

    @SMTP-3
    Scenario: The sender's address is in UTF-8, and the intake does not offer SMTPUTF8
      Given the intake does not offer SMTPUTF8
      When a message from a sender whose address is in UTF-8 is sent to the Default policy
      And 10 seconds pass
      Then only what the intake offered was used

    @SMTP-3
    Scenario Outline: An ordinary message goes through without <extension>
      Given the intake does not offer <extension>
      When 3 messages are sent to the Default policy
      Then all copies are delivered exactly once within 10 seconds
      And only what the intake offered was used

    Examples:
      | extension  |
      | SIZE       |
      | PIPELINING |

  Rule: A copy over the announced size is not sent in vain

    @SMTP-3 @waits
    Scenario: The copy is larger than the intake takes
      Given the intake announces that it takes 100000 bytes at most
      When a message with 1 MiB of text is sent to the Default policy
      Then the copy is not sent in vain within 100 seconds

    @SMTP-3
    Scenario: The copy is smaller than that
      Given the intake announces that it takes 2000000 bytes at most
      When a message with 1 MiB of text is sent to the Default policy
      Then the copy is delivered exactly once within 10 seconds
