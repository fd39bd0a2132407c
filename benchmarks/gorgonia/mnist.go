package main

import (
	"encoding/binary"
	"os"
	"path/filepath"

	"github.com/deepprob/deepprob/internal/rng"
)

// writeMNIST writes n images of 28x28 random pixels and their random labels in the format of MNIST, as the training
// and the test set.
func writeMNIST(dir string, n int) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	u := make([]float32, n*28*28)
	rng.New(1, "pixels", 0, 0).Uniform32(u, 0)
	images := header(0x803, n, 28, 28)
	for _, v := range u {
		images = append(images, byte(256*v))
	}
	rng.New(1, "labels", 0, 0).Uniform32(u[:n], 0)
	labels := header(0x801, n)
	for _, v := range u[:n] {
		labels = append(labels, byte(10*v))
	}
	for _, set := range []string{"train", "t10k"} {
		if err := os.WriteFile(filepath.Join(dir, set+"-images-idx3-ubyte"), images, 0o644); err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(dir, set+"-labels-idx1-ubyte"), labels, 0o644); err != nil {
			return err
		}
	}
	return nil
}

func header(words ...int) []byte {
	var b []byte
	for _, w := range words {
		b = binary.BigEndian.AppendUint32(b, uint32(w))
	}
	return b
}
