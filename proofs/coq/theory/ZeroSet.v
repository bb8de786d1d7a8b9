(**************************************************************************************************)
(* T4: zero cost over given hidden layers is an affine space of dimension QM + Q - Q^2            *)
(*   evaluation h == the readouts' values at the points h j, a linear map                         *)
(*   landing th j == the point of the last hidden layer that class j is sent to                   *)
(**************************************************************************************************)
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq path div choice fintype.
From mathcomp Require Import ssrAC finfun tuple bigop finset order ssralg ssrnum zmodp matrix.
From mathcomp Require Import mxalgebra vector.
From Theory Require Import Identities Basic Near Readout Descent Moments Network Jacobian.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section Readouts.
Variables (R : realFieldType) (M Q : nat) (h : 'I_Q -> 'cV[R]_M).
Definition readout := ('M[R]_(Q, M) * 'cV[R]_Q)%type.
Definition values (Ac : readout) : {ffun 'I_Q -> 'cV[R]_Q} := [ffun j => Ac.1 *m h j + Ac.2].
Lemma values_linear : linear values.
Proof.
move=> a u v; apply/ffunP => j; rewrite !ffunE /= mulmxDl -scalemxAl scalerDr.
by rewrite addrACA.
Qed.
Canonical values_lin := Linear values_linear.
Definition evaluation : 'Hom([vectType R of readout], [vectType R of {ffun 'I_Q ->
  'cV[R]_Q}]) := linfun values.
Theorem values_onto v : aff_indep h -> exists Ac, values Ac = v.
Proof. by move=> /(interpolate v)[D [d e]]; exists (D, d); apply/ffunP => j; rewrite ffunE. Qed.
Theorem values_kernel : aff_indep h -> (\dim (lker evaluation) + Q * Q = Q * M + Q)%N.
Proof.
move=> ind; have -> : (Q * M + Q)%N = \dim (fullv : {vspace readout})
  by rewrite dimvf dim_pair !dim_mx muln1.
rewrite -(limg_ker_dim evaluation fullv) capfv; congr (_ + _)%N.
have -> : limg evaluation = fullv.
  apply/vspaceP => v; rewrite memvf; have [Ac e] := values_onto v ind.
  by rewrite -e -[values Ac]lfunE memv_img // memvf.
by rewrite dimvf dim_ffun dim_mx card_ord muln1.
Qed.
End Readouts.

Section ZeroSet.
Variables (R : realFieldType) (L M Q : nat) (T : finType) (w : T -> R) (cl : T -> 'I_Q).
Variables (x : T -> 'cV[R]_M) (y : 'I_Q -> 'cV[R]_Q).
Hypotheses (w_gt0 : forall t, 0 < w t) (nonempty : forall j, exists t, cl t = j).
Variable lay : 'I_Q -> nat.
Hypothesis all_collapsed : forall j, collapsed L lay j.
Implicit Types th : params R L M Q.
Definition landing th j := cumW th L *m apexes lay th j + cumb th L.

Theorem T4_zero th : region cl x lay th ->
  (wcost w cl x y th = 0 <-> values (landing th) th.2 = [ffun j => y j]).
Proof.
move=> rg; have o t : out th (x t) = values (landing th) th.2 (cl t).
  by rewrite ffunE /out (after rg) //; apply: all_collapsed.
rewrite wcost_eq0 //; split=> [z|e t]; last by rewrite o e ffunE.
by apply/ffunP => j; have [t <-] := nonempty j; rewrite -o ffunE.
Qed.

(* the region and the points where the classes land do not see the output layer *)
Lemma landing_hidden th Ac j : landing (th.1, Ac) j = landing th j.
Proof.
have eW l : cumW (th.1, Ac) l = cumW th l by elim: l => //= l ->.
have eb l : cumb (th.1, Ac) l = cumb th l by elim: l => //= l ->.
by rewrite /landing /apexes /apex !eW !eb.
Qed.
Lemma region_hidden th Ac : region cl x lay th -> region cl x lay (th.1, Ac).
Proof.
move=> [r s]; split=> // t l i lt; have := s t l i lt.
have e k : state (th.1, Ac) (x t) k = state th (x t) k by elim: k => //= k ->.
by rewrite /pre e.
Qed.

(** Over the hidden layers of th: the zero set is a translate of a space of dimension QM + Q - Q^2,
  and is not empty. *)
Theorem T4_fibre th : region cl x lay th -> aff_indep (apexes lay th) -> exists Ac0,
  (forall Ac, wcost w cl x y (th.1, Ac) = 0 <-> Ac - Ac0 \in lker (evaluation (landing th)))
  /\ (\dim (lker (evaluation (landing th))) + Q * Q = Q * M + Q)%N.
Proof.
move=> rg ind; have [reg _] := rg.
have ind' : aff_indep (landing th) := state_indep (d := cumb th L) (cumW_unit reg (leqnn L)) ind.
have [Ac0 e0] := values_onto [ffun j => y j] ind'.
exists Ac0; split; last exact: values_kernel.
move=> Ac; rewrite (T4_zero (region_hidden Ac rg)) /= memv_ker linearB /= !lfunE /=.
have -> : values (landing (th.1, Ac)) Ac = values (landing th) Ac.
  by apply/ffunP => j; rewrite !ffunE landing_hidden.
by rewrite e0 subr_eq0; split=> [->|/eqP].
Qed.
End ZeroSet.
