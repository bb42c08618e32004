Feature: Errors of the name server
  A name server that fails for the moment leaves one retry. A domain that does not exist is final.

  Rule: A temporary DNS failure is retried once

    @RETRY-8 @waits
    Scenario Outline: The name server <fault> to MX look-ups
      Given a system that waits 20 seconds for a reply
      And the name server <fault> to MX look-ups every time
      When a message is sent to the Default policy
      Then exactly two attempts are made within 300 seconds
      And no copy was delivered

    Examples:
      | fault            |
      | answers SERVFAIL |
      | answers REFUSED  |
      | does not answer  |

    @RETRY-8 @waits
    Scenario Outline: The name server <fault> to address look-ups
      Given a system that waits 20 seconds for a reply
      And the name server <fault> to A look-ups every time
      And the name server <fault> to AAAA look-ups every time
      When a message is sent to the Default policy
      Then exactly two attempts are made within 300 seconds
      And no copy was delivered

    Examples:
      | fault            |
      | answers SERVFAIL |
      | answers REFUSED  |
      | does not answer  |

    @RETRY-8 @waits
    Scenario Outline: The name server <fault> once
      Given a system that waits 20 seconds for a reply
      And the name server <fault> to MX look-ups once
      When a message is sent to the Default policy
      Then the copy is delivered exactly once within 120 seconds
      And exactly two attempts are made within 60 seconds

    Examples:
      | fault            |
      | answers SERVFAIL |
      | answers REFUSED  |
      | does not answer  |

  Rule: A domain that does not exist is final

    @RETRY-9 @waits
    Scenario: The intake domain does not exist
      Given the intake domain does not exist
      When a message is sent to the Default policy
      Then the intake domain is looked up exactly once within 300 seconds
      And no copy was delivered

    @RETRY-9 @waits
    Scenario: No connection is made for a domain that does not exist
      Given the intake domain does not exist
      When a message is sent to the Default policy
      Then no connection is made within 180 seconds

    @RETRY-9
    Scenario: The copy bounces at once
      Given the intake domain does not exist
      When a message is sent to the Default policy
      Then the mail log tells that the copy failed between 0 and 5 seconds after it was sent
