Feature: TLS errors are final
  Whatever goes wrong between STARTTLS and the end of the handshake: the copy is given up after one attempt.

  Rule: A TLS error is not retried

    @RETRY-6 @waits
    Scenario Outline: The intake <fault>
      Given the intake <fault> every time
      When a message is sent to the Default policy
      Then exactly one attempt is made within 180 seconds
      And no copy was delivered

    Examples:
      | fault                                  |
      | does not offer STARTTLS                |
      | answers 454 to STARTTLS                |
      | answers 501 to STARTTLS                |
      | answers 502 to STARTTLS                |
      | answers 530 to STARTTLS                |
      | answers 554 to STARTTLS                |
      | sends garbage instead of a handshake   |
      | closes the connection in the handshake |
      | resets the connection in the handshake |
      | refuses the handshake with an alert    |
      | never answers the handshake            |
      | speaks TLS 1.0 at most                 |
      | speaks TLS 1.1 at most                 |

  Rule: A certificate that does not verify is a TLS error too

    @RETRY-6 @waits
    Scenario Outline: The intake <fault>
      Given a system that verifies certificates
      And the intake <fault> every time
      When a message is sent to the Default policy
      Then exactly one attempt is made within 180 seconds
      And no copy was delivered

    Examples:
      | fault                                     |
      | shows an expired certificate              |
      | shows a certificate that is not yet valid |
      | shows a certificate for another host      |
      | shows a self-signed certificate           |
      | shows a certificate of an unknown issuer  |
