@browser
Feature: Copies on the dashboard of SETD
  That a copy shows up there is the documented proof that a set-up works. Copies come from the system under test; what is judged is
  the mock's dashboard, by what had reached it.

  Background:
    Given a dashboard of SETD

  Rule: A copy appears under the account that owns its address, without a reload, and under no other

    @DASH-1
    Scenario: Copies of a Default and of a Custom policy arrive while somebody looks
      When somebody opens the messages of the Default account
      And the copy of a message to the Custom policy has been delivered
      And the copy of a message to the Default policy has been delivered
      And somebody waits for message 2 to appear there, in the Default account
      Then message 2 appeared among the messages of the Default account without a reload
      And the Default account lists message 2 and no other
      When somebody chooses the Custom account, which has message 1
      Then the Custom account lists message 1 and no other
      When the copy of a message to the Default policy has been delivered
      And the copy of a message to the Custom policy has been delivered
      And somebody waits for message 4 to appear there, in the Custom account
      Then message 4 appeared among the messages of the Custom account without a reload
      And the Custom account lists messages 1 and 4 and no other

  Rule: What is shown of a copy leads to its lines in the gateway's mail log

    @DASH-2
    Scenario: A message that was split, whose first copy came twice, and whose original waits
      Given originals under the Default policy wait, where the system delivers any
      And the intake keeps the copy once and closes the connection without a reply
      When one message is sent to recipients of these policies:
        | Default |
        | Custom  |
      And the 3 copies of the message have come
      And 65 seconds pass
      And the operator has read the mail log
      And somebody looks at each copy of the message on the dashboard
      Then the copies came over 3 connections
      And the page of each copy shows the MID and the DCID of the mail log
