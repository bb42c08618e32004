Feature: A clean start after the handshake
  What was said in clear could have been said by anyone. After the handshake everything is asked anew.

  Rule: EHLO is sent again after the handshake

    @TLS-6
    Scenario: An ordinary delivery
      When a message is sent to the Default policy
      Then the copy is delivered exactly once within 10 seconds
      And EHLO was sent again after every handshake

  Rule: What was offered in clear is forgotten

    @TLS-6
    Scenario: SIZE is offered in clear, and not inside TLS
      Given the intake does not offer SIZE
      When a message is sent to the Default policy
      Then the copy is delivered exactly once within 10 seconds
      And only what the intake offered was used

  Rule: Text slipped in before the handshake is not taken for a reply

    @TLS-6
    Scenario Outline: <text> comes in the segment of the 220
      Given the intake slips "<text>" into the segment of its 220 to STARTTLS
      And after the handshake, should there be one, the intake takes 3 seconds to answer EHLO
      When a message is sent to the Default policy
      And 6 seconds pass
      Then nothing was sent before the real reply to EHLO over TLS
      And the copy did not fail, or with "TLS Error" alone

    Examples:
      | text                              |
      | 250 injected                |
      | 250-injected / 250 SIZE 1 |
      | 554 5.7.1 go away           |

  Rule: Protocol and cipher of the session are logged

    @TLS-7
    Scenario: An ordinary delivery is logged with its protocol and cipher
      When a message is sent to the Default policy
      Then the mail log tells the TLS protocol and cipher that the intake saw

    @TLS-7
    Scenario: So is a session of TLS 1.2
      Given the intake speaks TLS 1.2 at most every time
      When a message is sent to the Default policy
      Then the mail log tells the TLS protocol and cipher that the intake saw
