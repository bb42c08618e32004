Feature: Answers of the set-up wizard that do not fit
  The pages offer none of them, and whoever goes past the pages is refused. The mock of SETD is what is judged here.

  Rule: Only the documented answer is taken

    @SETUP-1
    Scenario Outline: <answer>, at the step <step>
      Given the account east is yet to be set up
      And a program has given the usual answers before "<step>" for east
      When a program answers "<answer>" for east
      Then the answer is refused as wrong
      When a program answers "the usual one for <step>" for east
      Then the answer is taken

      Examples:
        | step            | answer          |
        | gateway-present | no gateway      |
        | gateway         | another gateway |
        | authentication  | Microsoft 365   |

    @SETUP-4
    Scenario Outline: <answer>, at the step <step>
      Given the account east is yet to be set up
      And a program has given the usual answers before "<step>" for east
      When a program answers "<answer>" for east
      Then the answer is refused as wrong
      When a program answers "the usual one for <step>" for east
      Then the answer is taken

      Examples:
        | step      | answer                   |
        | direction | outgoing                 |
        | direction | internal                 |
        | gateway   | a header that is no name |
