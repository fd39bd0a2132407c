package training_test

import (
	"context"
	"fmt"
	"log"
	"os"
	"path/filepath"

	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/losses"
	"github.com/deepprob/deepprob/training"
)

// A network of a program's own is kept in files after one line.
func init() { training.Register(MDN{}) }

// A model is kept in a file and taken up from it, by another process and on another day: it predicts the same, and goes on being fitted as
// if it had never stopped.
func ExampleModel_Save() {
	dir, err := os.MkdirTemp("", "")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "branches.safetensors")

	ctx, train := context.Background(), branches(400, 2)
	trainer := func() training.Trainer {
		return training.Trainer{Loss: losses.NLL{}, Solver: &training.Adam{Rate: training.Cosine(1e-2, 20, 0)}, Seed: 1}
	}
	model := &training.Model{Net: MDN{Components: 4}, X: data.Standardize{}, Y: data.Standardize{}, Note: "two branches"}
	if _, err := trainer().Fit(ctx, model, train, 10); err != nil {
		log.Fatal(err)
	}
	if err := model.Save(path); err != nil {
		log.Fatal(err)
	}
	loaded, err := training.Load(path)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(loaded)
	fmt.Println(loaded.Note)
	_, err = trainer().Fit(ctx, loaded, train, 10) // ten more epochs
	if err != nil {
		log.Fatal(err)
	}
	whole := &training.Model{Net: model.Net, X: model.X, Y: model.Y}
	if _, err := trainer().Fit(ctx, whole, train, 20); err != nil {
		log.Fatal(err)
	}
	fmt.Println(loaded.History[19].Loss == whole.History[19].Loss)
	// Output:
	// model of training_test.MDN{Components: 4}, float32: 1 feature, 1 target, 1516 weights, 10 epochs
	// two branches
	// true
}
