Feature: Which policy a recipient falls under
  Policies are tried from the top, for each recipient by itself. The first one whose criteria are met decides; who meets none falls
  under the Default Policy.

  Rule: A custom address gets the traffic that meets the criteria of its own policy, and no other

    @POLICY-4
    Scenario Outline: A message from <sender> to <recipient>
      Given these incoming mail policies, from the top:
        | policy   | senders         | recipients    | connector |
        | partners | partner.example | press.example | Custom    |
      When a message is sent from "<sender>" to "<recipient>"
      Then the Custom account has exactly <copies> copies of the message within 5 seconds
      And the Default account has exactly 0 copies of the message within 2 seconds

    Examples:
      | sender               | recipient            | copies |
      | anna@partner.example | desk@press.example   | 1      |
      | anna@partner.example | desk@sales.example   | 0      |
      | anna@else.example    | desk@press.example   | 0      |
      | anna@press.example   | desk@partner.example | 0      |

  Rule: The first policy that matches decides, for each recipient

    @POLICY-5
    Scenario Outline: <recipient>
      Given these incoming mail policies, from the top:
        | policy | senders | recipients                              | connector     |
        | boss   |         | boss@org.example                        | Custom        |
        | board  |         | boss@org.example, board@org.example     | second Custom |
        | silent |         | secret@org.example                      | No Scan       |
        | staff  |         | org.example                             | Default       |
      When a message is sent from "anna@else.example" to "<recipient>"
      Then the Custom account has exactly <custom> copies of the message within 2 seconds
      And the second Custom account has exactly <second> copies of the message within 2 seconds
      And the Default account has exactly <default> copies of the message within 2 seconds

    Examples:
      | recipient            | custom | second | default |
      | boss@org.example     | 1      | 0      | 0       |
      | board@org.example    | 0      | 1      | 0       |
      | clerk@org.example    | 0      | 0      | 1       |
      | secret@org.example   | 0      | 0      | 0       |
      | someone@away.example | 0      | 0      | 0       |

    @POLICY-5
    Scenario: All of them in one message
      Given these incoming mail policies, from the top:
        | policy | senders | recipients                              | connector     |
        | boss   |         | boss@org.example                        | Custom        |
        | board  |         | boss@org.example, board@org.example     | second Custom |
        | silent |         | secret@org.example                      | No Scan       |
        | staff  |         | org.example                             | Default       |
      When one message is sent from "anna@else.example" to these recipients:
        | someone@away.example |
        | clerk@org.example    |
        | secret@org.example   |
        | board@org.example    |
        | boss@org.example     |
      Then the Custom account has exactly 1 copy of the message within 2 seconds
      And the second Custom account has exactly 1 copy of the message within 2 seconds
      And the Default account has exactly 1 copy of the message within 2 seconds
      And the original reaches its recipients within 10 seconds

    @POLICY-5
    Scenario: The other way round another policy comes first
      Given these incoming mail policies, from the top:
        | policy | senders | recipients       | connector |
        | boss   |         | boss@org.example | Custom    |
        | staff  |         | org.example      | Default   |
      When the order of the policies is turned around
      And a message is sent from "anna@else.example" to "boss@org.example"
      Then the Default account has exactly 1 copy of the message within 2 seconds
      And the Custom account has exactly 0 copies of the message within 2 seconds

    @POLICY-5
    Scenario: Who matches no policy falls under the Default Policy
      Given these incoming mail policies, from the top:
        | policy | senders | recipients       | connector |
        | boss   |         | boss@org.example | No Scan   |
      And the Default Policy forwards to the Custom account
      When one message is sent from "anna@else.example" to these recipients:
        | boss@org.example     |
        | someone@away.example |
      Then the Custom account has exactly 1 copy of the message within 2 seconds

    @POLICY-5
    Scenario: A policy for a sender takes all recipients that are left
      Given these incoming mail policies, from the top:
        | policy  | senders         | recipients       | connector     |
        | boss    |                 | boss@org.example | second Custom |
        | partner | partner.example |                  | Custom        |
        | staff   |                 | org.example      | Default       |
      When one message is sent from "anna@partner.example" to these recipients:
        | clerk@org.example    |
        | boss@org.example     |
        | someone@away.example |
      Then the Custom account has exactly 1 copy of the message within 2 seconds
      And the second Custom account has exactly 1 copy of the message within 2 seconds
      And the Default account has exactly 0 copies of the message within 2 seconds

  Rule: Recipients under different policies split the message, even when the copies go to the same address

    @POLICY-6
    Scenario Outline: Two policies that both forward to the <account> account
      Given these incoming mail policies, from the top:
        | policy | senders | recipients  | connector |
        | east   |         | .east.example, east.example | <account> |
        | west   |         | west.example | <account> |
      When one message is sent from "anna@else.example" to these recipients:
        | ada@east.example       |
        | bob@west.example       |
        | cy@lab.east.example    |
      Then the <account> account has exactly 2 copies of the message within 5 seconds

    Examples:
      | account |
      | Default |
      | Custom  |
