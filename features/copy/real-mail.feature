Feature: Mail that others wrote comes through as it is
  A hundred messages of people and programs, many of them broken in some way: what a forwarder might be tempted to mend, it must not.

  Rule: Every message is attached byte for byte, whatever state it is in

    @COPY-1 @COPY-2
    Scenario Outline: Mail <kind>
      When the collected mail "<kind>" is handed in to the Default policy
      Then each message inside its copy equals the accepted one byte for byte

    Examples:
      | kind                            |
      | with attachments                |
      | that breaks the rules           |
      | with nested MIME                |
      | in several character sets       |
      | that reports on deliveries      |
      | as people and programs write it |
      | from the examples of RFC 2822   |
      | with UTF-8 header fields        |

    @COPY-1 @COPY-2
    Scenario: A message that is itself a journal copy
      When a message is sent to the Default policy
      And the copy that came is handed in to the Default policy as a message
      Then each message inside its copy equals the accepted one byte for byte
