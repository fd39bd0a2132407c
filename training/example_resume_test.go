package training_test

import (
	"context"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"time"

	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/losses"
	"github.com/deepprob/deepprob/training"
)

// A fit that keeps itself in a file: the same program, run again after it was killed, does what is left, and ends with the bits of a fit
// that was not. A program of one's own takes a context that ends on SIGINT, signal.NotifyContext(ctx, os.Interrupt), which writes
// the file of the very step.
func ExampleTrainer_resume() {
	dir, err := os.MkdirTemp("", "")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	train := branches(400, 2)
	program := func(ctx context.Context) (training.History, error) {
		model := &training.Model{Net: MDN{Components: 4}, X: data.Standardize{}, Y: data.Standardize{}}
		fit := training.Trainer{
			Loss: losses.NLL{}, Seed: 1,
			Checkpoint: &training.Checkpoint{Path: filepath.Join(dir, "fit.safetensors"), Every: training.Every{Time: time.Minute}},
			Resume:     true,
		}
		return fit.Fit(ctx, model, train, 10)
	}
	steps := 10 // of 4 an epoch
	h, err := program(patient{context.Background(), &steps})
	fmt.Println(len(h), "epochs:", err)
	h, err = program(context.Background())
	fmt.Println(len(h), "epochs:", err)
	// Output:
	// 2 epochs: training: epoch 3: enough
	// 10 epochs: <nil>
}
