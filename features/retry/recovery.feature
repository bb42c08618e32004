Feature: A copy that is taken at the second attempt
  The retry is there for a reason: an intake that has recovered gets the copy, and gets it once.

  Rule: After one temporary reply the retry delivers

    @RETRY-5 @waits
    Scenario Outline: "<reply>" once at <stage>, then all is well
      Given the intake answers "<reply>" at <stage> on the first attempt
      When a message is sent to the Default policy
      Then the copy is delivered exactly once within 120 seconds
      And exactly two attempts are made within 60 seconds
      And the copy was delivered exactly once

    Examples:
      | stage         | reply                  |
      | greeting      | 421 4.3.2 closing down |
      | greeting      | 451 4.3.0 try later    |
      | greeting      | 503 5.5.1 bad sequence |
      | greeting      | 552 5.2.2 mailbox full |
      | EHLO          | 421 4.3.2 closing down |
      | EHLO          | 451 4.3.0 try later    |
      | EHLO          | 503 5.5.1 bad sequence |
      | EHLO          | 552 5.2.2 mailbox full |
      | EHLO over TLS | 421 4.3.2 closing down |
      | EHLO over TLS | 451 4.3.0 try later    |
      | EHLO over TLS | 503 5.5.1 bad sequence |
      | EHLO over TLS | 552 5.2.2 mailbox full |
      | MAIL FROM     | 421 4.3.2 closing down |
      | MAIL FROM     | 451 4.3.0 try later    |
      | MAIL FROM     | 503 5.5.1 bad sequence |
      | MAIL FROM     | 552 5.2.2 mailbox full |
      | RCPT TO       | 421 4.3.2 closing down |
      | RCPT TO       | 451 4.3.0 try later    |
      | RCPT TO       | 503 5.5.1 bad sequence |
      | RCPT TO       | 552 5.2.2 mailbox full |
      | DATA          | 421 4.3.2 closing down |
      | DATA          | 451 4.3.0 try later    |
      | DATA          | 503 5.5.1 bad sequence |
      | DATA          | 552 5.2.2 mailbox full |
      | end of data   | 421 4.3.2 closing down |
      | end of data   | 451 4.3.0 try later    |
      | end of data   | 503 5.5.1 bad sequence |
      | end of data   | 552 5.2.2 mailbox full |

  Rule: The retry comes before the life of the copy in the queue is over

    @RETRY-15 @waits
    Scenario Outline: The wait after <reply> is measured
      Given the intake answers "<reply>" at RCPT TO on the first attempt
      When a message is sent to the Default policy
      Then the retry begins before 120 seconds are over

    Examples:
      | reply               |
      | 450 4.2.1 busy      |
      | 552 5.2.2 full      |
