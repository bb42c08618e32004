Feature: What a copy holds
  The copy carries the whole message, attached to a short report of its envelope, and not a byte of it is changed.

  Rule: The message is attached byte for byte

    @COPY-1
    Scenario: An ordinary message
      When a message is sent to the Default policy
      Then the message inside the copy equals the accepted message byte for byte

    @COPY-1 @advisory
    Scenario: The copy is a wrapper with the message attached
      When a message is sent to the Default policy
      Then the copy is in journal form

    @COPY-2
    Scenario Outline: A message with <body>
      When a message with <body> is sent to the Default policy
      Then the message inside the copy equals the accepted message byte for byte

    Examples:
      | body                            |
      | no line end after its last line |
      | lines of 998 characters         |
      | lines of every length up to 998 |
      | 8-bit characters                |
      | every byte that a line may hold |
      | multiparts within multiparts    |
      | an empty body                   |
      | trailing empty lines            |
      | 1 MiB of text                   |
      | 10 MiB of text                  |

    @COPY-2
    Scenario: A message that ends with its header
      When a message that ends with its header is sent to the Default policy
      Then the message inside the copy equals the accepted message byte for byte

    @COPY-2
    Scenario: Header fields in UTF-8 as it is
      When a message with a subject "in UTF-8 as it is" is sent to the Default policy
      Then the message inside the copy equals the accepted message byte for byte

  Rule: The envelope of a copy has the intake address alone

    @COPY-3
    Scenario: A message with several recipients
      When one message is sent to recipients of these policies:
        | Default |
        | Default |
      Then the envelope of the copy has the intake address alone

    @COPY-3
    Scenario: A message for two accounts
      When one message is sent to recipients of these policies:
        | Default |
        | Custom  |
      Then the envelope of each of the 2 copies has its intake address alone

  Rule: The report names the envelope of the message

    @COPY-4
    Scenario: Sender, recipient, Message-ID and subject
      When a message is sent to the Default policy
      Then the first part of the copy names sender, every recipient, Message-ID and subject

    @COPY-4
    Scenario: Nothing stands in the header after the Message-ID
      When a message whose header ends with its Message-ID is sent to the Default policy
      Then the first part of the copy names sender, every recipient, Message-ID and subject

    @COPY-4
    Scenario: There is nothing but a header
      When a message that ends with its header is sent to the Default policy
      Then the first part of the copy names sender, every recipient, Message-ID and subject

    @COPY-4
    Scenario: A blind copy is named too
      When a message with a blind copy is sent to the Default policy
      Then the first part of the copy names sender, every recipient, Message-ID and subject

    @COPY-4
    Scenario: A message from the null sender
      When a message from the null sender is sent to the Default policy
      Then the first part of the copy names sender, every recipient, Message-ID and subject

    @COPY-4
    Scenario: The sender of the envelope is not the author
      When a message by "author@elsewhere.example" is sent to the Default policy
      Then the first part of the copy names sender, every recipient, Message-ID and subject

    @COPY-4
    Scenario: Sixty recipients
      When a message for 60 recipients of the Default policy is sent
      Then the first part of the copy names sender, every recipient, Message-ID and subject

    @COPY-4
    Scenario Outline: A subject <kind>
      When a message with a subject "<kind>" is sent to the Default policy
      Then the first part of the copy names sender, every recipient, Message-ID and subject

    Examples:
      | kind                            |
      | in UTF-8 as it is               |
      | in encoded words                |
      | in folded encoded words         |
      | longer than a line may be       |
      | of a single word without an end |

  Rule: The client that handed the message in is named

    @COPY-5
    Scenario: The gateway's header field
      When a message is sent to the Default policy
      Then the inner message names the client that handed it in

    @COPY-5
    Scenario: Another client
      When a message is sent to the Default policy by another client
      Then the inner message names the client that handed it in

    @COPY-5
    Scenario: A message that brings such a field along is not believed
      When a message that claims to come from another client is sent to the Default policy
      Then the inner message names the client that handed it in
