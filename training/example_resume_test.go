package training_test

import (
	"context"
	"fmt"
	"log"
	"os"
	"path/filepath"

	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/training"
)

// A program that may be killed: run again, it does what is left. Here the first run ends in the third of ten epochs, and the second,
// with nothing but the file, comes to what a run that never stopped comes to.
func ExampleTrainer_checkpoint() {
	dir, err := os.MkdirTemp("", "")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "fit.safetensors")

	train := branches(400, 2)
	program := func(ctx context.Context, stopped func(training.Epoch)) (training.History, error) {
		model := training.Model{Net: MDN{Components: 4}, X: data.Standardize{}, Y: data.Standardize{}}
		fit := training.Trainer{Seed: 1, Checkpoint: &training.Checkpoint{Path: path}, Resume: true}
		for e, err := range fit.Epochs(ctx, &model, train, 10) {
			if err != nil {
				return model.History, err
			}
			stopped(e)
		}
		return model.History, nil
	}

	ctx, stop := context.WithCancel(context.Background())
	h, err := program(ctx, func(e training.Epoch) {
		if e.Number == 3 {
			stop()
		}
	})
	fmt.Println(len(h), "epochs:", err)

	h, err = program(context.Background(), func(training.Epoch) {})
	if err != nil {
		log.Fatal(err)
	}
	whole := training.Model{Net: MDN{Components: 4}, X: data.Standardize{}, Y: data.Standardize{}}
	never, err := training.Trainer{Seed: 1}.Fit(context.Background(), &whole, train, 10)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(len(h), "epochs, the loss of the run that never stopped:", h[9].Loss == never[9].Loss)
	// Output:
	// 3 epochs: training: epoch 4: context canceled
	// 10 epochs, the loss of the run that never stopped: true
}
