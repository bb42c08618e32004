Feature: Which account a copy goes to
  Each incoming mail policy says whether its mail is journaled, and to which message intake address.

  Rule: No Scan forwards nothing

    @POLICY-1
    Scenario: A message under a No Scan policy
      When a message is sent to the No Scan policy
      Then no copy is delivered within 5 seconds
      And the original reaches its recipients within 10 seconds

    @POLICY-1
    Scenario: A message under a No Scan policy leaves no TDC line
      When a message is sent to the No Scan policy
      Then the mail log has no TDC line about the message

  Rule: Default forwards to the default intake address

    @POLICY-2
    Scenario: A message under a Default policy
      When a message is sent to the Default policy
      Then the Default account has exactly 1 copy of the message within 10 seconds
      And the Custom account has exactly 0 copies of the message within 5 seconds

  Rule: Custom forwards to the policy's own intake address, and not to the default one

    @POLICY-3
    Scenario Outline: A message under a <policy> policy
      When a message is sent to the <policy> policy
      Then the <policy> account has exactly 1 copy of the message within 10 seconds
      And the Default account has exactly 0 copies of the message within 5 seconds

    Examples:
      | policy        |
      | Custom        |
      | second Custom |

  Rule: A custom address gets the traffic of its own policy alone

    @POLICY-4
    Scenario: Mail of another domain does not go to the custom address
      When a message is sent to the Default policy
      Then the Custom account has exactly 0 copies of the message within 5 seconds
      And the second Custom account has exactly 0 copies of the message within 5 seconds

  Rule: Recipients under different policies split the message

    @POLICY-6
    Scenario: Default and Custom
      When one message is sent to recipients of these policies:
        | Default |
        | Custom  |
      Then the Default account has exactly 1 copy of the message within 10 seconds
      And the Custom account has exactly 1 copy of the message within 10 seconds

    @POLICY-6
    Scenario: No Scan and Custom
      When one message is sent to recipients of these policies:
        | No Scan |
        | Custom  |
      Then the Custom account has exactly 1 copy of the message within 10 seconds
      And the Default account has exactly 0 copies of the message within 5 seconds

    @POLICY-6
    Scenario: All four kinds
      When one message is sent to recipients of these policies:
        | Custom        |
        | No Scan       |
        | second Custom |
        | Default       |
      Then the Default account has exactly 1 copy of the message within 10 seconds
      And the Custom account has exactly 1 copy of the message within 10 seconds
      And the second Custom account has exactly 1 copy of the message within 10 seconds
      And the original reaches its recipients within 10 seconds

    @SCOPE-1
    Scenario: Several recipients under one policy share one copy
      When one message is sent to recipients of these policies:
        | Default |
        | Default |
        | Default |
      Then the Default account has exactly 1 copy of the message within 10 seconds
      And the copy is delivered exactly once within 60 seconds
