Feature: Nothing leaves in clear
  Copies hold whole messages. They travel inside TLS 1.2 or newer, or not at all.

  Rule: Envelope and message are sent inside TLS only

    @TLS-1
    Scenario: An ordinary delivery
      When a message is sent to the Default policy
      Then the copy is delivered exactly once within 10 seconds
      And nothing of the envelope or the message was sent in clear

    @TLS-1 @waits
    Scenario Outline: There is no way back to clear text when the intake <fault>
      Given the intake <fault> every time
      When a message is sent to the Default policy
      Then no copy is delivered within 180 seconds
      And nothing of the envelope or the message was sent in clear

    Examples:
      | fault                                  |
      | does not offer STARTTLS                |
      | answers 454 to STARTTLS                |
      | answers 502 to STARTTLS                |
      | sends garbage instead of a handshake   |
      | closes the connection in the handshake |
      | refuses the handshake with an alert    |

  Rule: TLS 1.2 is the oldest protocol that is spoken

    @TLS-2
    Scenario Outline: The intake <fault>
      Given the intake <fault> every time
      When a message is sent to the Default policy
      Then no copy is delivered within 5 seconds
      And the mail log tells that the copy failed with "TLS Error"

    Examples:
      | fault                 |
      | speaks TLS 1.0 at most |
      | speaks TLS 1.1 at most |

    @TLS-2
    Scenario: The intake speaks TLS 1.2 at most
      Given the intake speaks TLS 1.2 at most every time
      When a message is sent to the Default policy
      Then the copy is delivered exactly once within 10 seconds
      And every TLS session was "TLSv1.2" or newer
