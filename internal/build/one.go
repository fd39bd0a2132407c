package build

import "sync"

var building sync.Mutex

// OneAtATime runs f, which builds a network that may be made of anything, while no other one is built:
// gorgonia.Rectify, Conv2d and MaxPool2D count their calls in a global variable. It does not nest.
func OneAtATime(f func()) {
	building.Lock()
	defer building.Unlock()
	f()
}
