@browser
Feature: The pages of the gateway
  The connector is set up by hand, in the gateway's console, and what became of the copies is looked up there.

  Rule: The policies show the connector as their last service, Disabled until it is configured and Enabled after

    @POLICY-8
    Scenario: A policy is set to the default address
      When the operator looks at the incoming mail policies
      Then the last column of the policies is "Threat Defense Connector"
      And the No Scan policy reads "Disabled"
      And the Default policy reads "Enabled"
      When the operator sets the No Scan policy to the default address
      Then the No Scan policy reads "Enabled"
      When a message is sent to the No Scan policy
      Then the Default account has exactly 1 copy of the message within 5 seconds

  Rule: Threat Defense Connector Settings holds the default address

    @POLICY-9
    Scenario: The default address is changed by hand
      When the operator makes the address of the Custom account the default one
      And a message is sent to the Default policy
      Then the Custom account has exactly 1 copy of the message within 5 seconds
      And the Default account has exactly 0 copies of the message within 5 seconds

  Rule: Delivery Status shows what tophosts shows, except on a gateway of the cloud

    @COUNT-1
    Scenario: Two copies were delivered
      When 2 messages are sent to the Default policy
      And 3 seconds pass
      And the operator looks at the delivery status
      Then the page shows the.tdc.queue with 2 copies delivered

    @COUNT-1
    Scenario: A gateway of the cloud
      Given a gateway of the cloud
      When a message is sent to the Default policy
      And 3 seconds pass
      And the operator looks at the delivery status
      Then the page shows no hosts
