// Package training fits networks and predicts with them. A Model is a network with its scalers and parameters, a
// Trainer is how it is fitted; Predict gives a distribution for each row, in physical units.
package training

//go:generate go tool embedmd -w ../README.md
