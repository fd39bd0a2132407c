package rng_test

import (
	"fmt"
	"math/rand/v2"

	"github.com/deepprob/deepprob/internal/rng"
)

// Rows 3 to 5 of a batch draw the noise they would have drawn in the whole batch.
func Example() {
	noise := rng.New(1, "body/dropout", 20, 0)
	var whole [6]float32
	noise.Uniform32(whole[:], 0)
	var part [3]float32
	noise.Uniform32(part[:], 3)
	fmt.Println(whole[3:], part)
	// Output:
	// [0.68436855 0.47923738 0.46879286] [0.68436855 0.47923738 0.46879286]
}

func ExampleStream_Source() {
	dice := rand.New(rng.New(1, "dice", 0, 0).Source())
	fmt.Println(dice.IntN(6)+1, dice.IntN(6)+1, dice.IntN(6)+1)
	// Output:
	// 5 3 4
}

func ExampleStream_Perm() {
	for epoch := range uint64(2) {
		fmt.Println(rng.New(1, "rows", epoch, 0).Perm(8))
	}
	// Output:
	// [2 6 0 5 7 1 3 4]
	// [5 7 1 6 0 4 2 3]
}
