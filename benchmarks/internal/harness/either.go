package harness

import "errors"

// Either is a team of teams of one name: a case goes to the first that has it.
type Either []Team

// Name is that of the first team.
func (e Either) Name() string { return e[0].Name() }

// Enter asks each team in turn.
func (e Either) Enter(c Case) (Contender, error) {
	for _, t := range e {
		if entered, err := t.Enter(c); !errors.Is(err, ErrNoCase) {
			return entered, err
		}
	}
	return nil, ErrNoCase
}

// Tell asks the first of them that tells of the case.
func (e Either) Tell(c Case, rows int) ([][]float64, error) {
	for _, t := range e {
		if teller, ok := t.(Teller); ok {
			if told, err := teller.Tell(c, rows); !errors.Is(err, ErrNoCase) {
				return told, err
			}
		}
	}
	return nil, ErrNoCase
}
