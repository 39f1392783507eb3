"""What the managers of servers decide: rules, blocks and acts; and whose pictures others may use."""
