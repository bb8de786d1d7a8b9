(**************************************************************************************************)
(* G8 for a certificate: cost, signs and the rank of the derivative at a network of any widths    *)
(*   wide_cost q     == the cost of parameters q, every class with the weight 1                   *)
(*   wide_fits       == every output is its target, and the cost is 0                             *)
(*   wide_strict     == no pre-activation of a training point is 0                                *)
(*   wide_size K     == there are K parameters                                                    *)
(*   wide_derivative == the tangent map is the derivative of the output at every training point   *)
(*   wide_rank r d   == the Jacobian of all outputs in all parameters has rank r, its kernel the  *)
(*                      dimension d                                                               *)
(**************************************************************************************************)
From Truncation Require Import Spec Tangents.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq path div choice fintype.
From mathcomp Require Import ssrAC finfun tuple bigop finset ssralg ssrnum zmodp matrix.
From mathcomp Require Import mxalgebra vector.
From Theory Require Import RealNumbers Basic Near Descent Network Jacobian ChainRule.
From Bridge Require Import Vectors Points AnyWidths Wide.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory order.Order.Theory.
Local Open Scope ring_scope.

Section Statements.
Variables (M Q : nat) (ds : list nat) (Ls : list layer) (A : mat) (c : vec) (Ks : list cluster).
Notation p := (wide Q M ds Ls A c).
Notation cl := (@class_of Q Ks).
Notation x := (@position M Q Ks).
Notation y := (@target Q Ks).

Definition wide_cost (q : wparams RR Q M ds) :=
  \sum_t weight RR cl t * sqn (wout q (x t) - y (cl t)).
Definition wide_fits := (forall t, wout p (x t) = y (cl t)) /\ wide_cost p = 0.
Definition wide_strict := forall t, wstrict p (x t).
Definition wide_derivative := forall t,
  bigO wsmall 2 (fun h => wout (p + h) (x t) - wout p (x t) - wjac x p h t).
Definition wide_size K := \dim (fullv : {vspace wparams RR Q M ds}) = K.
Definition wide_rank r d := \dim (limg (wjac x p)) = r /\ \dim (lker (wjac x p)) = d.
End Statements.

(** Vectors on which as many functions are diagonal are independent. *)
Lemma diagonal_dim (U : vectType RR) (W : {vspace U}) n (f : 'I_n -> U -> RR) (v : 'I_n -> U) :
  (forall a k u w, f a (k *: u + w) = k * f a u + f a w) ->
  (forall a b, (a != b -> f a (v b) = 0) /\ f a (v a) <> 0) -> (forall b, v b \in W) ->
  (n <= \dim W)%N.
Proof.
move=> lin diag inW; pose X := [tuple v i | i < n].
have f0 a : f a 0 = 0 by have := lin a (-1) 0 0; rewrite scaler0 addr0 mulN1r addNr.
have fsum a (k : 'I_n -> RR) : f a (\sum_i k i *: v i) = \sum_i k i * f a (v i).
  by elim/big_rec2: _ => [|i s t _ <-]; rewrite ?f0 ?lin.
have fr : free X.
  apply/freeP => k s0 i; have [_ nz] := diag i i.
  have := congr1 (f i) s0; rewrite f0 (eq_bigr (fun j => k j *: v j)) => [|j _]; last first.
    by rewrite (nth_mktuple _ 0).
  rewrite fsum (bigD1 i) //= big1 ?addr0 => [/eqP|j ji].
    by rewrite mulf_eq0 => /orP[/eqP //|/eqP /nz].
  by rewrite (diag i j).1 ?mulr0 // eq_sym.
have <- : \dim <<X>> = n by rewrite (eqP fr) size_tuple.
by apply/dimvS/span_subvP => u /mapP[i _ ->]; apply: inW.
Qed.
Lemma diagonal_ord n f (a b : 'I_n) : diagonal n f -> (a != b -> f a b = R0) /\ f a a <> R0.
Proof.
move=> diag; have lt (i : 'I_n) : (i < n)%coq_nat by exact/ssrnat.ltP.
split=> [ne|].
  by apply: (proj1 (diag a b (lt a) (lt b))) => /ord_inj e; rewrite e eqxx in ne.
exact: (proj2 (diag a a (lt a) (lt a))).
Qed.

Lemma wide_cost_eq0 M Q ds Ks (q : wparams RR Q M ds) : data_ok M Q Ks ->
  wide_cost Ks q = 0 <-> forall t : point Q Ks, wout q (position M t) = target Ks (class_of t).
Proof.
move=> data; have w0 := weight_gt0 RR (Points.nonempty data).
split=> [/eqP|e]; last by apply: big1 => t _; rewrite e subrr sqn0 mulr0.
rewrite psumr_eq0 => [/allP h t|t _]; last by rewrite mulr_ge0 ?sqn_ge0 // ltW.
have := h t (mem_index_enum t); rewrite mulf_eq0 gt_eqF //= sqn_eq0 subr_eq0 => /eqP.
by [].
Qed.

Lemma wide_derivative_ok M Q ds Ls A c Ks :
  wide_strict M Q ds Ls A c Ks -> wide_derivative M Q ds Ls A c Ks.
Proof. by move=> strict t; apply: wjac_derivative (strict t). Qed.
Lemma wide_size_ok M Q ds K : wsize Q M ds = K -> wide_size M Q ds K.
Proof. by move=> <-; apply: wparams_dim. Qed.

Section Ranks.
Variables (M Q : nat) (ds : list nat) (Ls : list layer) (A : mat) (c : vec) (Ks : list cluster).
Hypothesis sz : sized M (ds ++ [:: Q])%list Ls A c.
Hypotheses (classes : length Ks = Q) (pts : inputs M Ks).
Hypothesis nonempty : List.Forall (fun K => fst K <> nil /\ length (snd K) = Q) Ks.
Let data := any_data classes pts nonempty.
Notation p := (wide Q M ds Ls A c).
Notation x := (@position M Q Ks).

Lemma wide_output t : wout p (x t) = V Q (Spec.net Ls A c (input t)).
Proof. by apply: wout_bridge => //; apply: input_len data t. Qed.
Theorem wide_fits_ok : interpolates Ls A c Ks -> wide_fits M Q ds Ls A c Ks.
Proof.
move=> h; have e t : wout p (x t) = target Ks (class_of t).
  by rewrite wide_output (h _ (class_in data (class_of t)) _ (input_in t)).
by split=> //; apply/wide_cost_eq0.
Qed.
Theorem wide_strict_ok : nowhere_zero Ls Ks -> wide_strict M Q ds Ls A c Ks.
Proof.
move=> h t; have [S pt] := h _ (class_in data (class_of t)) _ (input_in t).
by apply: wstrict_bridge pt => //; apply: input_len data t.
Qed.

Lemma wjac_along dP t : directed M (ds ++ [:: Q])%list dP ->
  (wjac x p (wide_along Q M ds dP) : {ffun _ -> _}) t =
  V Q (jet Ls A dP (input t) (start (input t))).
Proof.
move=> dd; rewrite lfunE /= ffunE -(wtan_bridge sz dd) ?List.map_length ?(input_len data) //.
congr wtan; apply/esym/zero_bridge; rewrite /start; elim: (input t) => [|a s IH] /=; by constructor.
Qed.

(** The kernel is no smaller than the directions along which nothing moves, the image no smaller
    than those that are told apart; together they fill the space. *)
Theorem wide_rank_ok dPs ps dPs' ss r d :
  List.Forall (directed M (ds ++ [:: Q])%list) dPs -> still Ls A Ks dPs -> apart dPs ps ->
  List.Forall (directed M (ds ++ [:: Q])%list) dPs' -> seen Q Ls A Ks dPs' ss ->
  length dPs = d -> length dPs' = r -> (d + r)%coq_nat = wsize Q M ds ->
  wide_rank M Q ds Ls A c Ks r d.
Proof.
move=> /(all_nthP _ _ nil) dd st ap /(all_nthP _ _ nil) dd' [ins se] ld lr e.
have dim := limg_ker_dim (wjac x p) fullv.
have ker : (d <= \dim (lker (wjac x p)))%N.
  apply: (@diagonal_dim _ _ d
    (fun a => let s := nth none ps a in wentry s.1 s.2.1 s.2.2)
    (fun b => wide_along Q M ds (nth nil dPs b))) => [a k u w|a b|b]; first exact: wentry_lin.
    have ap' : diagonal d (fun a b => entry (List.nth b dPs nil) (List.nth a ps none)).
      by rewrite -ld.
    have := diagonal_ord a b ap'; rewrite !nthE; case: (nth none ps a) => l [i j] h.
    by rewrite /= !wentry_bridge //; apply: dd; rewrite -[size _]/(length _) ld.
  have lt : (b < size dPs)%N by rewrite -[size _]/(length _) ld.
  rewrite memv_ker; apply/eqP/ffunP => t; rewrite wjac_along ?ffunE; last exact: dd.
  apply: zero_bridge; apply: st (class_in data (class_of t)) _ (input_in t) _ _.
  by rewrite -nthE; apply: List.nth_In; apply/ssrnat.ltP.
have img : (r <= \dim (limg (wjac x p)))%N.
  have out (a : 'I_r) : exists tq : point Q Ks * 'I_Q,
      input tq.1 = at_place Ks (nth none ss a) /\ tq.2 = (nth none ss a).2.2 :> nat.
    have /ins : (a < length dPs')%coq_nat by rewrite lr; apply/ssrnat.ltP.
    rewrite nthE; case: (nth none ss a) => j [i q] [/= lj [li lq]].
    have lj' : (j < Q)%N by rewrite -classes; apply/ssrnat.ltP.
    have li' : (i < count Ks (Ordinal lj'))%N by exact/ssrnat.ltP.
    have lq' : (q < Q)%N by exact/ssrnat.ltP.
    by exists (place (Ordinal li'), Ordinal lq').
  have [tq htq] := fin_all_exists out.
  apply: (@diagonal_dim _ _ r (fun a (u : {ffun point Q Ks -> 'cV[RR]_Q}) => u (tq a).1 (tq a).2 0)
    (fun b => wjac x p (wide_along Q M ds (nth nil dPs' b)))) => [a k u w|a b|b].
    by rewrite !ffunE !mxE.
    have lt (i : 'I_r) : (i < size dPs')%N by rewrite -[size _]/(length _) lr.
    rewrite !wjac_along; try by [apply: dd'; apply: lt].
    have [-> ea] := htq a; rewrite !mxE ea -!nthE.
    by apply: (diagonal_ord a b (_ : diagonal r (fun a b => let s := List.nth a ss none in
      List.nth s.2.2 (jet Ls A (List.nth b dPs' nil) (at_place Ks s) (start (at_place Ks s))) R0)));
      rewrite -lr.
  exact: memv_img (memvf _).
move: dim; rewrite capfv wparams_dim -e => dim; split; apply/eqP; rewrite eqn_leq ?ker ?img ?andbT.
  by rewrite -(leq_add2l d) -[(d + r)%N]dim leq_add2r.
by rewrite -(leq_add2r r) -[(d + r)%N]dim leq_add2l.
Qed.
End Ranks.
