"""Three small applications under test, each with a property test that holds and one that finds something."""
