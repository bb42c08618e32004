Feature: What a policy may look at
  A policy names senders, recipients or both: a full address, a domain, or all domains below one.

  Rule: A recipient is matched by address, domain or subdomain, in any case of letters

    @POLICY-7
    Scenario Outline: "<criterion>" and mail to <address>
      Given these incoming mail policies, from the top:
        | policy | senders | recipients  | connector |
        | wanted |         | <criterion> | Custom    |
      When a message is sent from "anna@else.example" to "<address>"
      Then the Custom account has exactly <copies> copies of the message within 2 seconds

    Examples:
      | criterion                        | address                  | copies |
      | reader@org.example               | reader@org.example       | 1      |
      | reader@org.example               | writer@org.example       | 0      |
      | reader@org.example               | reader@lab.org.example   | 0      |
      | reader@org.example               | otherreader@org.example  | 0      |
      | Reader@ORG.example               | READER@org.EXAMPLE       | 1      |
      | org.example                      | reader@org.example       | 1      |
      | org.example                      | reader@lab.org.example   | 0      |
      | org.example                      | reader@notorg.example    | 0      |
      | ORG.example                      | reader@org.EXAMPLE       | 1      |
      | @org.example                     | reader@org.example       | 1      |
      | .org.example                     | reader@lab.org.example   | 1      |
      | .org.example                     | reader@a.lab.org.example | 1      |
      | .org.example                     | reader@org.example       | 0      |
      | .org.example                     | reader@notorg.example    | 0      |
      | .ORG.example                     | reader@Lab.org.example   | 1      |
      | other.example, .org.example      | reader@lab.org.example   | 1      |

  Rule: A sender is matched in the same way

    @POLICY-7
    Scenario Outline: "<criterion>" and mail from <address>
      Given these incoming mail policies, from the top:
        | policy | senders     | recipients | connector |
        | wanted | <criterion> |            | Custom    |
      When a message is sent from "<address>" to "reader@org.example"
      Then the Custom account has exactly <copies> copies of the message within 2 seconds

    Examples:
      | criterion           | address                  | copies |
      | anna@else.example   | anna@else.example        | 1      |
      | anna@else.example   | hanna@else.example       | 0      |
      | else.example        | anna@ELSE.example        | 1      |
      | else.example        | anna@sub.else.example    | 0      |
      | .else.example       | anna@sub.else.example    | 1      |
      | .else.example       | anna@else.example        | 0      |
      | else.example        |                          | 0      |

  Rule: The sender is that of the envelope, whoever the message says that it is from

    @POLICY-7
    Scenario Outline: From <sender>, by <author>
      Given these incoming mail policies, from the top:
        | policy | senders      | recipients | connector |
        | wanted | else.example |            | Custom    |
      When a message by "<author>" is sent from "<sender>" to "reader@org.example"
      Then the Custom account has exactly <copies> copies of the message within 2 seconds

    Examples:
      | sender            | author            | copies |
      | anna@else.example | anna@away.example | 1      |
      | anna@away.example | anna@else.example | 0      |

  Rule: With both, both must be met

    @POLICY-7
    Scenario Outline: From <sender> to <recipient>
      Given these incoming mail policies, from the top:
        | policy | senders       | recipients         | connector |
        | wanted | .else.example | reader@org.example | Custom    |
      When a message is sent from "<sender>" to "<recipient>"
      Then the Custom account has exactly <copies> copies of the message within 2 seconds

    Examples:
      | sender                | recipient          | copies |
      | anna@sub.else.example | reader@org.example | 1      |
      | anna@else.example     | reader@org.example | 0      |
      | anna@sub.else.example | writer@org.example | 0      |
