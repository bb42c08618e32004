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
      | 8-bit characters                |
      | trailing empty lines            |
      | 1 MiB of text                   |
      | 10 MiB of text                  |

  Rule: The envelope of a copy has the intake address alone

    @COPY-3
    Scenario: A message with several recipients
      When one message is sent to recipients of these policies:
        | Default |
        | Default |
      Then the envelope of the copy has the intake address alone

  Rule: The report names the envelope of the message

    @COPY-4
    Scenario: Sender, recipient, Message-ID and subject
      When a message is sent to the Default policy
      Then the first part of the copy names sender, every recipient, Message-ID and subject

    @COPY-4
    Scenario: A blind copy is named too
      When a message with a blind copy is sent to the Default policy
      Then the first part of the copy names sender, every recipient, Message-ID and subject

  Rule: The client that handed the message in is named

    @COPY-5
    Scenario: The gateway's header field
      When a message is sent to the Default policy
      Then the inner message names the client that handed it in
