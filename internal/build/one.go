package build

import "github.com/deepprob/deepprob/internal/oneatatime"

// OneAtATime runs f, which builds a network that may be made of anything, while no other one is built:
// gorgonia.Rectify, Conv2d and MaxPool2D count their calls in a global variable. It may be called within f.
func OneAtATime(f func()) { oneatatime.Do(f) }
