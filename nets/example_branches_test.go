package nets_test

import (
	"context"
	"fmt"
	"log"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"

	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/losses"
	"github.com/deepprob/deepprob/nets"
	"github.com/deepprob/deepprob/training"
	"gonum.org/v1/gonum/mat"
)

// branches is n rows of a target that has two values for each feature: x or -x, plus a little noise.
func branches(n int, seed uint64) data.Set {
	r := rand.New(rand.NewPCG(seed, 0))
	s := data.Set{X: mat.NewDense(n, 1, nil), Y: make([]float64, n), Names: []string{"x"}, Target: "y"}
	for i := range n {
		x := 1 + 2*r.Float64()
		s.X.Set(i, 0, x)
		s.Y[i] = math.Copysign(x, r.Float64()-.5) + .1*r.NormFloat64()
	}
	return s
}

// A mixture density network. The mean of the target is 0 everywhere, which is what a network trained on squared error
// would learn; the posterior knows both branches.
func Example() {
	path, remove := temporary("branches.safetensors")
	defer remove()

	train := branches(4000, 2)
	model := training.Model{Net: nets.Mixture{Components: 4}, X: data.Standardize{}, Y: data.Standardize{}}
	fit := training.Trainer{Loss: losses.NLL{}, Solver: &training.Adam{Rate: training.Cosine(1e-2, 20, 0)}, Seed: 1}
	if _, err := fit.Fit(context.Background(), &model, train, 20); err != nil {
		log.Fatal(err)
	}
	q, err := model.Predict(context.Background(), mat.NewDense(1, 1, []float64{2})) // p(y | x = 2)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("95%% of the probability in %.1f\n", q.HPD(.95)[0])
	if err := model.Save(path); err != nil { // training.Load(path) is the model
		log.Fatal(err)
	}
	// Output: 95% of the probability in [{-2.2 -1.8} {1.8 2.2}]
}

// temporary is a path in a folder of its own.
func temporary(name string) (path string, remove func()) {
	dir, err := os.MkdirTemp("", "")
	if err != nil {
		log.Fatal(err)
	}
	return filepath.Join(dir, name), func() { os.RemoveAll(dir) }
}
