Feature: Network errors are retried once
  A connection that is refused, reset, closed without a reply, or that times out leaves one retry, like a temporary reply.

  Rule: After a second network error the copy is given up

    @RETRY-7 @waits
    Scenario Outline: The intake <fault> at <stage>
      Given the intake <fault> at <stage> every time
      When a message is sent to the Default policy
      Then exactly two attempts are made within 300 seconds
      And no copy was delivered

    Examples:
      | fault                      | stage         |
      | resets the connection      | connect       |
      | resets the connection      | greeting      |
      | resets the connection      | EHLO          |
      | resets the connection      | EHLO over TLS |
      | resets the connection      | MAIL FROM     |
      | resets the connection      | RCPT TO       |
      | resets the connection      | DATA          |
      | resets the connection      | message       |
      | resets the connection      | end of data   |
      | closes the connection      | connect       |
      | closes the connection      | greeting      |
      | closes the connection      | EHLO          |
      | closes the connection      | EHLO over TLS |
      | closes the connection      | MAIL FROM     |
      | closes the connection      | RCPT TO       |
      | closes the connection      | DATA          |
      | closes the connection      | message       |
      | closes the connection      | end of data   |
      | half-closes the connection | RCPT TO       |

    @RETRY-7 @waits
    Scenario Outline: The intake falls silent at <stage>
      Given a system that waits 20 seconds for a reply
      And the intake falls silent at <stage> every time
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
      | message       |
      | end of data   |

    # Long enough for the intake to break off while it is still being sent.
    @RETRY-7 @waits
    Scenario: The intake resets the connection in the middle of a large message
      Given the intake resets the connection at message every time
      When a message with 1 MiB of text is sent to the Default policy
      Then exactly two attempts are made within 300 seconds
      And no copy was delivered

  Rule: An intake that has recovered gets the copy

    @RETRY-7 @waits
    Scenario Outline: The intake <fault> at <stage> at first
      Given a system that waits 20 seconds for a reply
      And the intake <fault> at <stage> on the first attempt
      When a message is sent to the Default policy
      Then the copy is delivered exactly once within 120 seconds
      And exactly two attempts are made within 60 seconds
      And the copy was delivered exactly once

    Examples:
      | fault                 | stage         |
      | resets the connection | greeting      |
      | resets the connection | MAIL FROM     |
      | resets the connection | message       |
      | closes the connection | EHLO          |
      | closes the connection | EHLO over TLS |
      | closes the connection | RCPT TO       |
      | falls silent          | greeting      |
      | falls silent          | DATA          |
      | falls silent          | RCPT TO       |

    @RETRY-7 @waits
    Scenario: Connections are refused at first
      Given the intake refuses connections once
      When a message is sent to the Default policy
      Then the copy is delivered exactly once within 120 seconds
      And the copy was delivered exactly once

    @RETRY-7 @waits
    Scenario: Connections are refused every time
      Given the intake refuses connections every time
      When a message is sent to the Default policy
      Then the intake domain is looked up exactly twice within 300 seconds
      And no copy was delivered
