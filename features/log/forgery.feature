Feature: Nobody writes lines of their own into the mail log
  Whoever reads the log takes each line for the gateway's. What a message, its sender or the intake brings along must not look like one.

  Rule: A message cannot write lines of its own

    @LOG-12
    Scenario Outline: <field> tries to
      When a message with a line break hidden in its <field> is sent to the Default policy
      Then the mail log has no line that the message made up

    Examples:
      | field       |
      | Message-ID  |
      | Subject     |
      | From        |
      | To          |
      | Date        |
      | Received    |
      | other field |

  Rule: Its sender cannot either

    @LOG-12
    Scenario Outline: There are <text> in the address of the <part>
      When somebody tries to send a message with <text> in the address of its <part>
      Then the mail log has no line that was made up

    Examples:
      | part      | text                 |
      | sender    | control characters   |
      | sender    | line ends of Unicode |
      | recipient | control characters   |
      | recipient | line ends of Unicode |

  Rule: Nor can the intake

    @LOG-12
    Scenario Outline: Its refusal holds <text>
      Given the intake refuses the copy with a reply that holds <text>
      When a message is sent to the Default policy
      Then the mail log has no line that was made up, once the copy has failed

    Examples:
      | text                    |
      | a log line              |
      | a log line of its own   |
      | a bare line feed        |
      | control characters      |
