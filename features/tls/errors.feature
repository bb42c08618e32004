Feature: What counts as a TLS error
  A copy that cannot be sent inside TLS is not sent, and the operator reads "TLS Error".

  Rule: STARTTLS that is missing or refused is a TLS error

    @TLS-3
    Scenario Outline: The intake <fault>
      Given the intake <fault> every time
      When a message is sent to the Default policy
      Then no copy is delivered within 5 seconds
      And the mail log tells that the copy failed with "TLS Error"

    Examples:
      | fault                   |
      | does not offer STARTTLS |
      | answers 454 to STARTTLS |
      | answers 501 to STARTTLS |
      | answers 502 to STARTTLS |
      | answers 530 to STARTTLS |
      | answers 554 to STARTTLS |

  Rule: A handshake that fails is a TLS error

    @TLS-4
    Scenario Outline: The intake <fault>
      Given the intake <fault> every time
      When a message is sent to the Default policy
      Then no copy is delivered within 5 seconds
      And the mail log tells that the copy failed with "TLS Error"

    Examples:
      | fault                                  |
      | sends garbage instead of a handshake   |
      | closes the connection in the handshake |
      | resets the connection in the handshake |
      | refuses the handshake with an alert    |

    @TLS-4 @waits
    Scenario: The intake never answers the handshake
      Given a system that waits 20 seconds for a reply
      And the intake never answers the handshake every time
      When a message is sent to the Default policy
      Then the mail log tells that the copy failed with "TLS Error"
      And no copy was delivered

  Rule: Where certificates are verified, a bad one is a TLS error

    @TLS-5
    Scenario Outline: The intake <fault>
      Given a system that verifies certificates
      And the intake <fault> every time
      When a message is sent to the Default policy
      Then no copy is delivered within 5 seconds
      And the mail log tells that the copy failed with "TLS Error"

    Examples:
      | fault                                     |
      | shows an expired certificate              |
      | shows a certificate that is not yet valid |
      | shows a certificate for another host      |
      | shows a self-signed certificate           |
      | shows a certificate of an unknown issuer  |

  Rule: Where certificates are not verified, a bad one does not matter

    @TLS-5
    Scenario Outline: The intake <fault>
      Given a system that does not verify certificates
      And the intake <fault> every time
      When a message is sent to the Default policy
      Then the copy is delivered exactly once within 5 seconds

    Examples:
      | fault                                     |
      | shows an expired certificate              |
      | shows a certificate that is not yet valid |
      | shows a certificate for another host      |
      | shows a self-signed certificate           |
      | shows a certificate of an unknown issuer  |
