"""What holds of draws: plain facts in, a refusal or a value out."""
