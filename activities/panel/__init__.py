"""专家评审。The panel of experts, a step that several processes have."""
