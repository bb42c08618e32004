Feature: One retry for each copy
  The one retry belongs to the copy: not to the kind of error, not to the connection, and not to its neighbours.

  Rule: Two different failures use up the one retry

    @RETRY-10 @waits
    Scenario Outline: "<first>" at <stage>, then "<second>" at <later stage>
      Given the intake answers "<second>" at <later stage> every time
      And the intake answers "<first>" at <stage> once
      When a message is sent to the Default policy
      Then exactly two attempts are made within 300 seconds
      And no copy was delivered

    Examples:
      | first               | stage     | second              | later stage |
      | 451 4.3.0 later     | MAIL FROM | 503 5.5.1 sequence  | RCPT TO     |
      | 503 5.5.1 sequence  | RCPT TO   | 552 5.2.2 full      | end of data |
      | 552 5.2.2 full      | RCPT TO   | 421 4.3.2 closing   | DATA        |
      | 421 4.3.2 closing   | MAIL FROM | 450 4.2.1 busy      | MAIL FROM   |

    @RETRY-10 @waits
    Scenario: A temporary reply, then a reset connection
      Given the intake resets the connection at DATA every time
      And the intake answers "451 4.3.0 later" at RCPT TO once
      When a message is sent to the Default policy
      Then exactly two attempts are made within 300 seconds
      And no copy was delivered

    @RETRY-10 @waits
    Scenario: A reset connection, then a temporary reply
      Given the intake answers "452 4.3.1 storage" at end of data every time
      And the intake resets the connection at MAIL FROM once
      When a message is sent to the Default policy
      Then exactly two attempts are made within 300 seconds
      And no copy was delivered

    @RETRY-10 @waits
    Scenario: A failing name server, then a temporary reply
      Given the intake answers "451 4.3.0 later" at MAIL FROM every time
      And the name server answers SERVFAIL to MX look-ups once
      When a message is sent to the Default policy
      Then exactly two attempts are made within 300 seconds
      And no copy was delivered

    @RETRY-10 @waits
    Scenario: Something that is no reply, then a closed connection
      Given the intake closes the connection at RCPT TO every time
      And the intake sends the line "what" in place of a reply at MAIL FROM once
      When a message is sent to the Default policy
      Then exactly two attempts are made within 300 seconds
      And no copy was delivered

  Rule: A final failure at the retry ends it

    @RETRY-11 @waits
    Scenario Outline: "<first>" at <stage>, then "<second>" at <later stage>
      Given the intake answers "<second>" at <later stage> every time
      And the intake answers "<first>" at <stage> once
      When a message is sent to the Default policy
      Then exactly two attempts are made within 300 seconds
      And no copy was delivered

    Examples:
      | first             | stage     | second            | later stage |
      | 451 4.3.0 later   | RCPT TO   | 550 5.1.1 nobody  | RCPT TO     |
      | 552 5.2.2 full    | MAIL FROM | 554 5.7.1 refused | end of data |
      | 421 4.3.2 closing | DATA      | 554 5.7.1 refused | DATA        |

    @RETRY-11 @waits
    Scenario Outline: A temporary greeting, then the intake <fault>
      Given the intake answers "421 4.3.2 closing down" at greeting on the first attempt
      And the intake <fault> on the second attempt
      When a message is sent to the Default policy
      Then every fault was met within 150 seconds
      And exactly two attempts are made within 300 seconds
      And no copy was delivered

    Examples:
      | fault                           |
      | does not offer STARTTLS         |
      | answers 454 to STARTTLS         |
      | sends garbage instead of a handshake |

  Rule: Copies that fail side by side have a retry each

    @RETRY-12 @waits
    Scenario Outline: Two copies meet <reply>
      Given the intake answers "<reply>" at <stage> every time
      When a message is sent to the Default policy
      And another message is sent to the Custom policy
      And 300 seconds pass
      Then exactly two attempts were made for the copy of the Default policy
      And exactly two attempts were made for the copy of the Custom policy
      And no copy was delivered

    Examples:
      | reply           | stage       |
      | 451 4.3.0 later | RCPT TO     |
      | 452 4.3.1 full  | end of data |
      | 503 5.5.1 order | DATA        |

    @RETRY-12 @waits
    Scenario: Three copies lose their connections
      Given the intake resets the connection at DATA every time
      When a message is sent to the Default policy
      And another message is sent to the Custom policy
      And another message is sent to the second Custom policy
      And 300 seconds pass
      Then exactly two attempts were made for the copy of the Default policy
      And exactly two attempts were made for the copy of the Custom policy
      And exactly two attempts were made for the copy of the second Custom policy
      And no copy was delivered
