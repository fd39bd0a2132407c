package training

import "fmt"

// fewEffective warns of row weights of which few rows have most, by Kish's effective size (sum w)² / sum w², as SwapPrior warns of
// few draws: the loss is then that of few rows, whatever their number. Rows of weight 0 are left out on purpose and do not count.
func fewEffective(weights []float64) []string {
	const few = .1 // of the rows
	var n, sum, squares, top float64
	for _, w := range weights {
		top = max(top, w)
	}
	for _, w := range weights {
		if w > 0 {
			w /= top // squares of large weights are not finite
			n, sum, squares = n+1, sum+w, squares+w*w
		}
	}
	if n == 0 || sum*sum >= few*n*squares {
		return nil
	}
	return []string{fmt.Sprintf("the row weights leave an effective sample of %.3g of %.0f rows, less than %v of them: the fit rests on few rows", sum*sum/squares, n, few)}
}
