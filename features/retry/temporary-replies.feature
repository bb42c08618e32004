Feature: Replies after which a copy is tried once more
  A 4yz reply, and 503 and 552 with it, leaves one retry: two attempts in all.

  Rule: A 4yz reply is retried once

    @RETRY-2 @waits
    Scenario Outline: "<reply>" at <stage>
      Given the intake answers "<reply>" at <stage> every time
      When a message is sent to the Default policy
      Then exactly two attempts are made within 300 seconds
      And no copy was delivered

    Examples:
      | stage         | reply                        |
      | greeting      | 421 4.3.2 closing down       |
      | greeting      | 450 4.2.1 mailbox busy       |
      | greeting      | 451 4.3.0 try later          |
      | EHLO          | 421 4.3.2 closing down       |
      | EHLO          | 451 4.3.0 try later          |
      | EHLO          | 454 4.7.0 not now            |
      | EHLO over TLS | 421 4.3.2 closing down       |
      | EHLO over TLS | 450 4.2.1 mailbox busy       |
      | MAIL FROM     | 421 4.3.2 closing down       |
      | MAIL FROM     | 450 4.2.1 mailbox busy       |
      | MAIL FROM     | 451 4.3.0 try later          |
      | MAIL FROM     | 452 4.3.1 out of storage     |
      | MAIL FROM     | 455 4.5.1 cannot accommodate |
      | RCPT TO       | 421 4.3.2 closing down       |
      | RCPT TO       | 450 4.2.1 mailbox busy       |
      | RCPT TO       | 451 4.3.0 try later          |
      | RCPT TO       | 452 4.3.1 out of storage     |
      | DATA          | 421 4.3.2 closing down       |
      | DATA          | 451 4.3.0 try later          |
      | DATA          | 452 4.3.1 out of storage     |
      | end of data   | 421 4.3.2 closing down       |
      | end of data   | 450 4.2.1 mailbox busy       |
      | end of data   | 451 4.3.0 try later          |
      | end of data   | 452 4.3.1 out of storage     |
      | end of data   | 471 4.7.1 try later          |

  Rule: 503 counts among the temporary replies

    @RETRY-3 @waits
    Scenario Outline: 503 at <stage>
      Given the intake answers "503 5.5.1 bad sequence of commands" at <stage> every time
      When a message is sent to the Default policy
      Then exactly two attempts are made within 300 seconds
      And no copy was delivered

    Examples:
      | stage         |
      | greeting      |
      | EHLO          |
      | EHLO over TLS |
      | MAIL FROM     |
      | RCPT TO       |
      | DATA          |
      | end of data   |

  Rule: 552 counts among the temporary replies

    @RETRY-4 @waits
    Scenario Outline: 552 at <stage>
      Given the intake answers "552 5.2.2 mailbox full" at <stage> every time
      When a message is sent to the Default policy
      Then exactly two attempts are made within 300 seconds
      And no copy was delivered

    Examples:
      | stage         |
      | greeting      |
      | EHLO          |
      | EHLO over TLS |
      | MAIL FROM     |
      | RCPT TO       |
      | DATA          |
      | end of data   |
