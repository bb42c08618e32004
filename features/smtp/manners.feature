Feature: SMTP manners
  The rules that any SMTP client keeps, where a slip would lose or spoil mail.

  Rule: Lines end in CRLF, and dots are doubled at every line start

    @SMTP-1
    Scenario Outline: A message with <body>
      When a message with <body> is sent to the Default policy
      Then the message inside the copy equals the accepted message byte for byte

    Examples:
      | body                                         |
      | an empty body                                |
      | a single dot on a line                       |
      | a single dot as its first line               |
      | a single dot as its last line                |
      | two dots on a line                           |
      | lines that begin with dots                   |
      | lines of a space                             |
      | 100,000 bytes of dot lines                   |
      | dots at every distance from a chunk boundary |
      | a last line that is a dot without an end     |

  Rule: Replies are read whole, however they come

    @SMTP-2
    Scenario: Byte by byte
      Given the intake sends every reply byte by byte
      When a message is sent to the Default policy
      Then the copy is delivered exactly once within 10 seconds

    @SMTP-2
    Scenario: Byte by byte, slowly
      Given the intake sends every reply byte by byte, 15 ms apart
      When a message is sent to the Default policy
      Then the copy is delivered exactly once within 60 seconds

    @SMTP-2
    Scenario Outline: A reply of many lines at <stage>
      Given the intake answers "250 one / 250 two / 250 three" at <stage> every time
      When 3 messages are sent one after the other to the Default policy
      Then all copies are delivered exactly once within 10 seconds

    Examples:
      | stage       |
      | MAIL FROM   |
      | RCPT TO     |
      | end of data |

    @SMTP-2
    Scenario Outline: A late reply at <stage>
      Given the intake takes 5 seconds to answer at <stage> every time
      When a message is sent to the Default policy
      Then the copy is delivered exactly once within 60 seconds

    Examples:
      | stage         |
      | greeting      |
      | EHLO          |
      | STARTTLS      |
      | EHLO over TLS |
      | MAIL FROM     |
      | RCPT TO       |
      | DATA          |
      | end of data   |

    @SMTP-2
    Scenario: Two replies in one segment
      Given the intake answers "250 2.0.0 taken" at end of data every time
      And the intake answers "421 4.3.2 closing down" at between messages every time
      When 3 messages are sent one after the other to the Default policy
      Then all copies are delivered exactly once within 60 seconds

  Rule: Every session ends with QUIT, every transaction begins clean

    @SMTP-5
    Scenario: QUIT ends the session
      When 3 messages are sent to the Default policy
      Then all copies are delivered exactly once within 10 seconds
      And every connection is gone within the idle time
      And every connection ended with QUIT

    @SMTP-5
    Scenario Outline: After <reply> at <stage> the next transaction is clean
      Given the intake answers "<reply>" at <stage> once
      When 4 messages are sent one after the other to the Default policy
      And 1 seconds pass
      Then every transaction was clean

    Examples:
      | reply             | stage       |
      | 550 5.1.1 nobody  | MAIL FROM   |
      | 550 5.1.1 nobody  | RCPT TO     |
      | 451 4.3.0 later   | RCPT TO     |
      | 554 5.7.1 refused | DATA        |
      | 550 5.7.1 refused | end of data |
