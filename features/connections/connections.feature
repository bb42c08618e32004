Feature: Connections to the intake
  While the queue has entries, at least three connections are open; a backlog brings more; an empty queue closes them.

  Rule: At least three connections are opened

    @CONN-1
    Scenario Outline: <count> copies are queued
      Given the intake takes 10 seconds to answer at end of data every time
      When <count> messages are sent to the Default policy
      Then at least 3 connections are open at once within 10 seconds
      And at least 3 connections carry copies at once within 10 seconds
      And all copies are delivered exactly once within 60 seconds

    Examples:
      | count |
      | 3     |
      | 4     |
      | 8     |

    @CONN-1 @advisory
    Scenario Outline: Only <count> queued
      Given the intake takes 10 seconds to answer at end of data every time
      When <count> messages are sent to the Default policy
      Then all copies are delivered exactly once within 60 seconds
      And at least 3 connections are open at once within 1 seconds

    Examples:
      | count |
      | 1     |
      | 2     |

  Rule: A backlog brings more connections, up to the limit

    @CONN-2
    Scenario: Forty copies are queued
      Given the intake takes 20 seconds to answer at end of data every time
      When 40 messages are sent to the Default policy
      Then at least 4 connections are open at once within 60 seconds

    @CONN-6 @waits
    Scenario: The limit of connections holds
      Given a system that opens at most 5 connections
      And the intake takes 1 seconds to answer at end of data every time
      When 30 messages are sent to the Default policy
      Then all copies are delivered exactly once within 110 seconds
      And never more than 5 connections were open at once

    @CONN-6 @waits
    Scenario: Connections that are gone do not count against the limit
      Given a system that opens at most 3 connections
      When 3 messages are sent to the Default policy
      And 30 seconds pass
      And 3 messages are sent to the Default policy
      And 30 seconds pass
      And 3 messages are sent to the Default policy
      Then all copies are delivered exactly once within 30 seconds
      And never more than 3 connections were open at once

    @CONN-6
    Scenario: The limit of messages on a connection holds
      Given a system that sends at most 4 messages on a connection
      When 24 messages are sent to the Default policy
      Then all copies are delivered exactly once within 60 seconds
      And at most 4 messages went over any connection

  Rule: An empty queue closes the connections

    @CONN-3
    Scenario Outline: <count> copies were delivered
      When <count> messages are sent to the Default policy
      Then all copies are delivered exactly once within 30 seconds
      And every connection is gone within the idle time
      And every connection ended with QUIT

    Examples:
      | count |
      | 1     |
      | 3     |
      | 30    |

  Rule: Connections beyond need are closed

    @CONN-4 @waits
    Scenario: A backlog has gone down to one slow copy
      Given the intake takes 100 seconds to answer at end of data every time to copies of the Custom policy
      And the intake takes 2 seconds to answer at end of data every time to copies of the Default policy
      When a message is sent to the Custom policy
      And 40 messages are sent to the Default policy
      Then at least 4 connections are open at once within 30 seconds
      And the copies of the Default policy are all delivered within 60 seconds
      And at most 3 connections stay open 10 seconds later

    @CONN-4 @waits
    Scenario: The slow copy is of the same account as the backlog
      Given the intake takes 2 seconds to answer at end of data every time
      And the intake takes 100 seconds to answer the message with the subject "stuck"
      When 1 messages with the subject "stuck" are sent to the Default policy
      And 40 messages with the subject "free" are sent to the Default policy
      Then at least 5 connections are open at once within 30 seconds
      And the copies with the subject "free" are all delivered within 60 seconds
      And at most 4 connections stay open 10 seconds later

  Rule: Every connection has its own DCID

    @CONN-5
    Scenario: The log ties each message to the connection that carried it
      Given the intake takes 1 seconds to answer at end of data every time
      When 12 messages are sent to the Default policy
      Then all copies are delivered exactly once within 30 seconds
      And every delivery in the mail log names the connection that the intake saw

  Rule: A connection serves many messages, and its end loses none

    @CONN-7
    Scenario: Messages share a connection, each with a clean transaction
      When 10 messages are sent one after the other to the Default policy
      Then all copies are delivered exactly once within 10 seconds
      And the messages shared a connection
      And every transaction was clean

    @CONN-7
    Scenario: 421 between messages loses nothing
      Given the intake answers "421 4.3.2 closing down" at between messages once
      When 5 messages are sent one after the other to the Default policy
      Then all copies are delivered exactly once within 30 seconds

    @CONN-7
    Scenario: A connection that is reset between messages loses nothing
      Given the intake resets the connection at between messages once
      When 5 messages are sent one after the other to the Default policy
      Then all copies are delivered exactly once within 30 seconds

    @CONN-7 @waits
    Scenario Outline: 421 at <stage> ends the connection and loses nothing
      Given the intake answers "421 4.3.2 closing down" at <stage> once
      When 5 messages are sent to the Default policy
      Then all copies are delivered exactly once within 110 seconds

    Examples:
      | stage       |
      | greeting    |
      | EHLO        |
      | MAIL FROM   |
      | RCPT TO     |
      | DATA        |
      | end of data |

    @CONN-7 @waits
    Scenario: An intake that takes two messages a connection gets them all
      Given the intake takes 2 messages a connection
      When 3 messages are sent one after the other to the Default policy
      Then all copies are delivered exactly once within 100 seconds
