Feature: What counts in a reply
  The three-digit code decides. The enhanced code and the text are for people.

  Rule: The enhanced code and the text do not change the kind of a reply

    @RETRY-13 @waits
    Scenario Outline: "<reply>" is final
      Given the intake answers "<reply>" at RCPT TO every time
      When a message is sent to the Default policy
      Then exactly one attempt is made within 180 seconds
      And no copy was delivered

    Examples:
      | reply                                    |
      | 550 4.2.1 the mailbox is busy, try later |
      | 554 4.7.1 please retry in five minutes   |
      | 550                                      |
      | 550 452 4.2.2                            |

    @RETRY-13 @waits
    Scenario Outline: "<reply>" is temporary
      Given the intake answers "<reply>" at RCPT TO every time
      When a message is sent to the Default policy
      Then exactly two attempts are made within 300 seconds
      And no copy was delivered

    Examples:
      | reply                              |
      | 451 5.7.1 permanently refused      |
      | 450 5.1.1 no such user, never was  |
      | 503 5.7.1 access denied            |
      | 552 5.3.4 message too big for ever |
      | 452                                |

    @RETRY-13 @waits
    Scenario: Every line of a reply belongs to one code
      Given the intake answers "451 4.3.0 one / 451 5.7.1 two / 451 550 three" at end of data every time
      When a message is sent to the Default policy
      Then exactly two attempts are made within 300 seconds
      And no copy was delivered

  Rule: What is no SMTP reply counts as a broken connection

    @RETRY-14 @waits
    Scenario Outline: The line "<bytes>" at <stage>
      Given the intake sends the line "<bytes>" in place of a reply at <stage> every time
      When a message is sent to the Default policy
      Then exactly two attempts are made within 300 seconds
      And no copy was delivered

    Examples:
      | bytes                        | stage         |
      | SSH-2.0-OpenSSH_9.2    | greeting      |
      | 99 short code          | EHLO          |
      | HTTP/1.1 400 Bad Request | EHLO over TLS |
      | 650 no such kind       | MAIL FROM     |
      | 25O ok                 | RCPT TO       |
      | 2500 ok                | RCPT TO       |
      | 120 wait               | DATA          |
      |                        | end of data   |
      | 250_ok                 | end of data   |
      | 550-one / two          | MAIL FROM     |

    @RETRY-14 @waits
    Scenario Outline: A reply that breaks off at <stage>
      Given the intake breaks off after <bytes> bytes of "550 5.1.1 no such mailbox" at <stage> every time
      When a message is sent to the Default policy
      Then exactly two attempts are made within 300 seconds
      And no copy was delivered

    Examples:
      | bytes | stage       |
      | 2     | MAIL FROM   |
      | 5     | RCPT TO     |
      | 12    | end of data |
