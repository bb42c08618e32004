Feature: Replies after which a copy is given up at once
  A reply of the 5yz kind, 503 and 552 apart, says that trying again is of no use.
  The copy leaves the queue after that one attempt.

  Rule: A 5yz reply other than 503 and 552 is final

    @RETRY-1 @waits
    Scenario Outline: "<reply>" at <stage>
      Given the intake answers "<reply>" at <stage> every time
      When a message is sent to the Default policy
      Then exactly one attempt is made within 180 seconds
      And no copy was delivered

    Examples:
      | stage         | reply                               |
      | greeting      | 554 5.7.1 refused                   |
      | greeting      | 521 5.3.2 this host takes no mail   |
      | greeting      | 550 5.1.1 no such mailbox           |
      | EHLO          | 500 5.5.2 command not recognised    |
      | EHLO          | 502 5.5.1 not implemented           |
      | EHLO          | 504 5.5.4 parameter not implemented |
      | EHLO          | 550 5.1.1 no such mailbox           |
      | EHLO          | 554 5.7.1 refused                   |
      | EHLO over TLS | 501 5.5.4 bad arguments             |
      | EHLO over TLS | 550 5.1.1 no such mailbox           |
      | EHLO over TLS | 554 5.7.1 refused                   |
      | MAIL FROM     | 501 5.5.4 bad arguments             |
      | MAIL FROM     | 530 5.7.0 authentication required   |
      | MAIL FROM     | 550 5.1.1 no such mailbox           |
      | MAIL FROM     | 551 5.1.6 not here                  |
      | MAIL FROM     | 553 5.1.3 name not allowed          |
      | MAIL FROM     | 554 5.7.1 refused                   |
      | MAIL FROM     | 555 5.5.4 parameter not recognised  |
      | RCPT TO       | 500 5.5.2 command not recognised    |
      | RCPT TO       | 550 5.1.1 no such mailbox           |
      | RCPT TO       | 551 5.1.6 not here                  |
      | RCPT TO       | 553 5.1.3 name not allowed          |
      | RCPT TO       | 554 5.7.1 refused                   |
      | RCPT TO       | 556 5.1.10 domain takes no mail     |
      | DATA          | 500 5.5.2 command not recognised    |
      | DATA          | 501 5.5.4 bad arguments             |
      | DATA          | 550 5.1.1 no such mailbox           |
      | DATA          | 554 5.7.1 refused                   |
      | end of data   | 500 5.5.2 command not recognised    |
      | end of data   | 523 5.3.4 too long                  |
      | end of data   | 550 5.1.1 no such mailbox           |
      | end of data   | 554 5.7.1 refused                   |
      | end of data   | 571 5.7.1 blocked                   |
