Feature: What the mail log tells
  The operator follows a copy in the mail log, from the queue to its end, by MID and DCID.

  Rule: A delivery is told step by step

    @LOG-1
    Scenario: The copy was enqueued
      When a message is sent to the Default policy
      Then the mail log tells that the copy was enqueued for the address of the Default policy

    @LOG-2
    Scenario: A connection was opened
      When a message is sent to the Default policy
      Then the mail log tells the address and port of the connection that carried the copy

    @LOG-3
    Scenario: TLS was established
      When a message is sent to the Default policy
      Then the mail log tells the TLS protocol and cipher that the intake saw

    @LOG-4
    Scenario: The delivery began
      When a message is sent to the Default policy
      Then the mail log tells "Delivery start" for the message

    @LOG-5
    Scenario: The copy was delivered
      When a message is sent to the Default policy
      Then the mail log tells "successfully delivered" for the message

    @LOG-6
    Scenario: The message is done
      When a message is sent to the Default policy
      Then the mail log tells "Message finished" for the message

    @LOG-7
    Scenario: All of it in the documented order
      When a message is sent to the Default policy
      Then the mail log tells the success in the documented order

    @LOG-7
    Scenario: Success is not told of a copy that failed
      Given the intake answers "550 5.7.1 refused" at end of data every time
      When a message is sent to the Default policy
      Then the mail log tells a failure of the message and no success

  Rule: Errors are told with their reason

    @LOG-8 @waits
    Scenario: A connection timed out
      Given the intake falls silent at greeting every time
      When a message is sent to the Default policy
      Then the mail log tells a connection error with details "timeout" and reason "connection timed out"

    @LOG-9
    Scenario Outline: The intake <fault>
      Given the intake <fault> every time
      When a message is sent to the Default policy
      Then the mail log tells that the copy failed with "TLS Error"

    Examples:
      | fault                                |
      | does not offer STARTTLS              |
      | sends garbage instead of a handshake |

    @LOG-10
    Scenario: The intake domain does not exist
      Given the intake domain does not exist
      When a message is sent to the Default policy
      Then the mail log tells a hard bounce for a domain that does not exist

  Rule: The connector marks its own lines

    @LOG-11
    Scenario: A delivery
      When a message is sent to the Default policy
      Then in the mail log these lines begin with "TDC:" and the others do not:
        | enqueued          |
        | connection opened |
        | delivery start    |
        | delivered         |

    @LOG-11
    Scenario: A hard bounce
      Given the intake domain does not exist
      When a message is sent to the Default policy
      Then in the mail log these lines begin with "TDC:" and the others do not:
        | enqueued     |
        | hard bounced |
        | failed       |
