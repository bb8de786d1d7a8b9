(**************************************************************************************************)
(* The data of a certificate: its classes as the labelled points of the theory                    *)
(*   point Q Ks      == the training points: a class and a position in its list                   *)
(*   cl, x, y        == class_of, position and target: the data as the theory has them            *)
(*   data_ok M Q Ks  == Q classes, none empty, points of M and targets of Q coordinates           *)
(**************************************************************************************************)
From Truncation Require Import Spec.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq path div choice fintype.
From mathcomp Require Import ssrAC finfun tuple bigop finset ssralg ssrnum zmodp matrix.
From mathcomp Require Import mxalgebra vector.
From Theory Require Import RealNumbers Basic Descent.
From Bridge Require Import Vectors.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory order.Order.Theory.
Local Open Scope ring_scope.

Definition class (Ks : list cluster) (j : nat) : cluster := List.nth j Ks (nil, nil).
Definition count Ks j : nat := length (fst (class Ks j)).
Definition point Q Ks := {j : 'I_Q & 'I_(count Ks j)}.
Canonical point_eqType Q Ks := [eqType of point Q Ks].
Canonical point_choiceType Q Ks := [choiceType of point Q Ks].
Canonical point_countType Q Ks := [countType of point Q Ks].
Canonical point_finType Q Ks := [finType of point Q Ks].

Section Data.
Variables (M Q : nat) (Ks : list cluster).
Definition place (j : 'I_Q) (i : 'I_(count Ks j)) : point Q Ks :=
  Tagged (fun j : 'I_Q => 'I_(count Ks j)) i.
Definition class_of (t : point Q Ks) : 'I_Q := tag t.
Definition input (t : point Q Ks) : vec := List.nth (tagged t) (fst (class Ks (tag t))) nil.
Definition position (t : point Q Ks) : 'cV[RR]_M := V M (input t).
Definition target (j : 'I_Q) : 'cV[RR]_Q := V Q (snd (class Ks j)).

Definition data_ok := length Ks = Q /\ List.Forall (fun K => fst K <> nil /\
  List.Forall (fun z => length z = M) (fst K) /\ length (snd K) = Q) Ks.
Hypothesis ok : data_ok.

Lemma class_ok (j : 'I_Q) : [/\ (0 < count Ks j)%N, length (snd (class Ks j)) = Q &
  forall i, (i < count Ks j)%N -> length (List.nth i (fst (class Ks j)) nil) = M].
Proof.
case: ok => size_ok /(all_nthP _ _ (nil, nil)) /(_ j).
rewrite -[size Ks]/(length Ks) size_ok -nthE -/(class Ks j) => /(_ (ltn_ord j)) [ne [pts tgt]].
split=> //; first by rewrite /count; case: (fst _) ne.
by move=> i lt; rewrite nthE; move/(all_nthP _ _ nil): pts; apply.
Qed.
Lemma class_in (j : 'I_Q) : List.In (class Ks j) Ks.
Proof. by case: ok => size_ok _; apply: List.nth_In; rewrite size_ok; apply/ssrnat.ltP. Qed.
Lemma input_len t : length (input t) = M.
Proof. by have [_ _] := class_ok (tag t); apply. Qed.
Lemma input_in t : List.In (input t) (fst (class Ks (tag t))).
Proof. by apply: List.nth_In; apply/ssrnat.ltP; apply: ltn_ord. Qed.
Lemma target_len (j : 'I_Q) : length (snd (class Ks j)) = Q.
Proof. by have [] := class_ok j. Qed.
Lemma nonempty (j : 'I_Q) : exists t, class_of t = j.
Proof. by have [n0 _ _] := class_ok j; exists (place (Ordinal n0)). Qed.

(* every class, and every point of a list, is there *)
Lemma point_index (j : 'I_Q) z : List.In z (fst (class Ks j)) ->
  exists2 t, class_of t = j & input t = z.
Proof.
move/(List.In_nth _ _ nil) => [i [/ssrnat.ltP lt e]].
by exists (place (Ordinal (lt : (i < count Ks j)%N))).
Qed.

(** Sums over the lists are sums over the points. *)
Lemma sum_points (f : point Q Ks -> RR) :
  \sum_t f t = \sum_(j < Q) \sum_(i < count Ks j) f (place i).
Proof.
rewrite [RHS]sig_big_dep /=.
by apply: eq_bigr => -[j i].
Qed.
Lemma members_count (j : 'I_Q) : members class_of j = count Ks j.
Proof.
rewrite /members -sum1_card.
under eq_bigl do rewrite inE.
rewrite big_mkcond /=.
transitivity (\sum_(k < Q) \sum_(i < count Ks k) (if k == j then 1 else 0))%N.
  by rewrite [RHS]sig_big_dep; apply: eq_bigr => -[k i].
rewrite (bigD1 j) //= eqxx sum1_card card_ord big1 ?addn0 // => i /negbTE ->.
by rewrite big1.
Qed.

Lemma sum_map T (F : T -> RR) (s : list T) d : Spec.sum (List.map F s) =
  \sum_(i < length s) F (List.nth i s d).
Proof.
elim: s => [|a s IH]; first by rewrite big_ord0.
by rewrite [length _]/= big_ord_recl /= -IH.
Qed.

(** D3: the cost of any function of the input, class by class or point by point. *)
Lemma cluster_of f (g : 'cV[RR]_M -> 'cV[RR]_Q) (j : 'I_Q) :
  (forall z, length z = M -> length (f z) = Q /\ V Q (f z) = g (V M z)) ->
  cluster_cost f (class Ks j) = \sum_(i < count Ks j)
    weight RR class_of (place i) * sqn (g (position (place i)) - target j).
Proof.
move=> fg; rewrite /cluster_cost (sum_map _ _ nil) -/(count Ks j).
have [n0 len_y len_x] := class_ok j.
rewrite mulRE mulr_sumr; apply: eq_bigr => i _.
rewrite /weight members_count /= invRE //; congr (_ * _).
have [lf e] := fg _ (len_x i (ltn_ord i)).
by rewrite (sqnorm_bridge (vsub_len lf len_y)) vsub_bridge // e.
Qed.
Lemma cost_of f (g : 'cV[RR]_M -> 'cV[RR]_Q) :
  (forall z, length z = M -> length (f z) = Q /\ V Q (f z) = g (V M z)) ->
  Spec.sum (List.map (cluster_cost f) Ks) =
  \sum_t weight RR class_of t * sqn (g (position t) - target (class_of t)).
Proof.
move=> fg; case: (ok) => size_ok _; rewrite (sum_map _ _ (nil, nil)) size_ok sum_points.
by apply: eq_bigr => j _; rewrite -/(class Ks j) (cluster_of j fg).
Qed.
End Data.
