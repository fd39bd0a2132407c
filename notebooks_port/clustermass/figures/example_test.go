package figures_test

import (
	"fmt"
	"image/png"
	"os"
	"path/filepath"

	"github.com/deepprob/deepprob/notebooks_port/clustermass/figures"
)

// The losses of a run beside those the lecture's notebook prints.
func ExampleSource_Losses() {
	dir, err := os.MkdirTemp("", "figures")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "losses.png")
	err = figures.Mock.Losses(path, figures.LossCurve{
		Name: "MSE network", Unit: "mean squared error", Loss: []float64{.0061, .0055, .0050, .0049, .0049},
		Reference: figures.NotebookMSE(), Drop: 2,
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	f, err := os.Open(path)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer f.Close()
	c, err := png.DecodeConfig(f)
	fmt.Println(c.Width, c.Height, err)
	// Output: 1800 773 <nil>
}
